package import Providers

/// Trains small transformers from random weights on this machine's processor, and runs them.
///
/// A job exists in this process only: it trains while its result is waited for.
package struct LocalProvider: Provider {
  /// The version of the recipe; raised whenever the same job would give another model, or the same
  /// model another answer.
  package static let revision = 5

  /// The name and the version of the recipe; there is no account.
  package let identity = ProviderIdentity(name: "local", revision: Self.revision)

  /// The four sizes, smallest first.
  package let models: [ModelDescription]? = ModelSize.allCases.map(\.description)

  package let placement = Placement.thisProcess

  package let occupation = Occupation.core

  /// One file, with the vocabulary and the weights.
  package func modelFiles(of parameters: FineTuneParameters) -> [String] {
    [LocalFineTuning.fileName]
  }

  package let reportNote: String? =
    "local:NAME is a small transformer trained here from random weights; it stands in for the published "
    + "model of that name."

  /// Leaves files where they are.
  package let files: any FileService = LocalFiles()

  /// Trains models in this process.
  package let fineTuning: any FineTuningService

  /// Runs models of their files.
  package let completions: any CompletionService

  /// Tells what the models' tokens are.
  package let tokens: (any TokenService)?

  /// A provider without jobs, whose jobs keep up to `cores` processor cores busy together.
  ///
  /// What they make does not depend on the number.
  package init(cores: Int) {
    let cores = Cores(count: cores)
    fineTuning = LocalFineTuning(cores)
    let completions = LocalCompletions(cores)
    self.completions = completions
    tokens = completions
  }

  /// What the trainer's memory and time allow.
  ///
  /// Where a training file has more pieces than a vocabulary, a document may have more tokens than are counted here.
  static let documentLimit = DocumentLimit(
    // A byte is at most a piece with unexpected spacing, which are two tokens.
    bytes: (DocumentSet.longestDocument - 2) / 2
  ) { documents in
    documents.map { document in
      DocumentSet.objection(
        toTokens: Tokenizer.leastTokens(ofDocument: document.prompt, document.completion)
      )
    }
  }

  package func documentLimits(
    ofModels models: [String],
    in folder: String,
    _ own: [String: ParameterValue]
  ) -> [DocumentLimit] {
    [Self.documentLimit]
  }

  /// The library of matrix products.
  package func requirements(
    for own: [String: ParameterValue],
    thoroughly: Bool
  ) -> [Requirement] {
    // Loading it takes longer than a plan.
    guard thoroughly else { return [] }
    let problem = MatrixProduct.libraryProblem
    return [Requirement("oneDNN", finding: problem == nil ? "there" : nil, problem: problem)]
  }

  /// The parameters outside what the trainer accepts.
  package func unsupportedParameters(
    in parameters: FineTuneParameters
  ) -> [UnsupportedParameter] {
    ParameterLimits.violations(in: parameters)
  }
}
