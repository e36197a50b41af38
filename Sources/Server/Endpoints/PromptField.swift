import Providers
import System

/// The prompts of a request to `/v1/completions`, and what cannot be right about them.
enum PromptField {
  /// A text, a list of texts, a list of tokens or a list of such lists.
  static func prompts(_ fields: Fields) throws(APIError) -> [TokenPrompt] {
    let items: [JSON]
    switch fields["prompt"] {
    // The hosted service takes a missing prompt for the beginning of a document.
    case nil: return [.text("")]
    case .string(let text): return [.text(text)]
    case .array(let found): items = found
    default: throw wrongForm
    }
    if let tokens = tokens(items) { return [.tokens(tokens)] }
    let prompts = items.compactMap { item -> TokenPrompt? in
      switch item {
      case .string(let text): .text(text)
      // A list without a token is the beginning of a document.
      case .array(let numbers): numbers.isEmpty ? .tokens([]) : tokens(numbers).map { .tokens($0) }
      default: nil
      }
    }
    let texts = prompts.count { if case .text = $0 { true } else { false } }
    guard !items.isEmpty, prompts.count == items.count, texts == 0 || texts == prompts.count
    else { throw wrongForm }
    guard prompts.count <= Limits.prompts else {
      throw .invalid("'prompt' has more than \(Limits.prompts) items", param: "prompt")
    }
    return prompts
  }

  /// The numbers of a list that has nothing else; nil for any other list, and for an empty one.
  static func tokens(_ items: [JSON]) -> [Int]? {
    let numbers = items.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    return numbers.isEmpty || numbers.count < items.count ? nil : numbers
  }

  /// Refuses what is asked by a client that does not count tokens as the model does.
  static func check(_ question: Question, echo: Bool) throws(APIError) {
    let areTexts = question.prompts.allSatisfy { if case .text = $0 { true } else { false } }
    // The lists of such an answer are cut where another tokenizer's count of a text says, and give a
    // probability of 1 for nothing at all.
    if areTexts, echo, question.alternatives == 1, question.maximumTokens == 1 {
      throw .invalid(
        "texts with 'echo', 'logprobs' 1 and 'max_tokens' 1 are what lm-evaluation-harness sends where it "
          + "counts a prompt's tokens by another tokenizer than the model's, and its results would be wrong: "
          + "set 'tokenizer_backend=remote' and 'base_url' to this server's '/models/NAME/v1/completions', so "
          + "that it sends tokens. Who reads 'text_offset' gets the same lists with 'max_tokens' 0",
        param: "prompt"
      )
    }
    if !areTexts, echo, question.sampling.streams {
      throw .invalid("'stream' with 'echo' is offered for prompts as texts alone", param: "stream")
    }
  }

  private static let wrongForm = APIError.invalid(
    "'prompt' must be a string, a list of strings, a list of tokens, which are whole numbers, or a list of "
      + "such lists",
    param: "prompt"
  )
}
