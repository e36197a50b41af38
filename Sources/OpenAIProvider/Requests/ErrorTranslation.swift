internal import Providers

/// Says in sentences what went wrong with a service and what to do about it.
struct ErrorTranslation: Sendable {
  let configuration: ServiceConfiguration

  /// The key as far as it is known, which no sentence may hold.
  let key: Secret?

  /// The error of a call.
  ///
  /// - Parameters:
  ///   - failure: Why the call has no result.
  ///   - call: What was asked for.
  ///   - model: The model that the call is about, where it is about one.
  ///   - file: The file that it is about, where it is about one.
  /// - Returns: The error in words.
  func error(
    _ failure: APIFailure,
    of call: APICall,
    model: String? = nil,
    file: String? = nil
  ) -> ProviderError {
    switch failure {
    case .cancelled, .transport(.cancelled): return .cancelled
    case .local(let error): return error
    case .unreadable:
      return .unreadable(
        "\(call.activity): the answer of \(service) is not what the API says; check that 'base-url' "
          + "is the address of an API and ends as the service's documentation says, often with '/v1'"
      )
    case .transport(.unusable(let problem)): return .rejected("\(call.activity): \(problem)")
    case .transport(let error):
      return .unreachable(address: configuration.baseURL, problem: redacted("\(error)"))
    case .status(let status, let wire, _, let location):
      if (300..<400).contains(status) { return redirected(to: location) }
      return translated(status, wire, call, model: model, file: file)
    }
  }

  private func translated(
    _ status: Int,
    _ wire: WireFailure,
    _ call: APICall,
    model: String?,
    file: String?
  ) -> ProviderError {
    let words = quotation(of: wire)
    switch (status, wire.code ?? wire.type) {
    case (_, "training_not_available"):
      return .denied(
        "\(service) lets this organization create no fine-tuning jobs\(words); OpenAI has been "
          + "closing this since 2026-05-07, and from 2027-01-06 for everybody: use 'provider: local', "
          + "or a compatible service with 'base-url'"
      )
    case (_, "unsupported_country_region_territory"):
      return .denied("\(service) cannot be used from where this machine is\(words)")
    case (401, _):
      return .denied(
        key == nil
          ? "\(service) wants a key and its configuration names none: write 'key-variable', 'key-file' "
            + "or 'key-command'"
          : "\(service) does not accept the key from \(configuration.key)\(words); check that it "
            + "is the key of this service, organization and project, and that it is still valid"
      )
    case (403, _):
      return .denied(
        "\(service) does not allow this with the key from \(configuration.key)\(words); look at "
          + "the key's permissions and its project there"
      )
    case (_, "insufficient_quota"), (_, "billing_hard_limit_reached"), (_, "billing_not_active"),
      (_, "exceeded_quota"), (402, _):
      return .exhausted(
        "the account at \(service) has no money left or has reached its limit\(words); look at its "
          + "billing page, then run again: finished steps are kept"
      )
    case (429, "daily_rate_limit_exceeded"):
      return .exhausted(
        "\(service) starts no more fine-tuning jobs for this account today\(words); run again tomorrow, "
          + "finished steps are kept"
      )
    case (429, _):
      return .unavailable(
        "\(service) still says that there are too many requests\(words); set 'requests-per-minute' and "
          + "'tokens-per-minute' of the provider to the account's limits, or run again later"
      )
    case (404, "model_not_found"), (400, "model_not_found"),
      (404, _) where model != nil && wire.isOfService:
      return .rejected(
        "\(service) has no model \(model.map { "'\($0)'" } ?? "of this name") for this key\(words); look "
          + "at the service's list of models, and at the organization and project of the key"
      )
    case (404, _) where !wire.isOfService:
      return .unreadable(
        "\(call.activity): there is nothing at \(configuration.baseURL)\(call.path.prefix { $0 != "?" }); "
          + "check 'base-url', which often ends with '/v1', and whether the service has the dialect "
          + "'\(configuration.dialect.rawValue)'"
      )
    case (413, _):
      return .rejected(
        "\(file.map { "'\($0)'" } ?? "what is sent") is too large for \(service)\(words)"
      )
    case (503, _), (529, _), (_, "server_is_overloaded"), (_, "engine_overloaded"):
      return .unavailable(
        "\(service) is overloaded and repeated requests did not help\(words); run again later"
      )
    case (500..., _), (408, _), (409, _):
      return .unavailable(
        "\(service) failed with status \(status) and repeated requests did not help\(words); run again "
          + "later"
      )
    default:
      let subject = file.map { "'\($0)': " } ?? ""
      let isChat = file?.hasSuffix(".chat.jsonl") ?? false
      return .rejected(
        "\(subject)\(service) refused \(call.activity) with status \(status)\(words)"
          + (isChat ? advice(onConversationsRefusedFor: words) : "")
      )
    }
  }

  /// Why a request is sent again, as a clause.
  func reason(_ failure: APIFailure) -> String {
    switch failure {
    case .status(let status, _, _, _): "\(service) answers with status \(status)"
    case .transport(let error): "no answer from \(service): \(redacted("\(error)"))"
    case .unreadable, .local, .cancelled: "the answer of \(service) is not what the API says"
    }
  }

  /// A word of the service's that is safe to show: short, on one line, without the key.
  func printable(_ word: String) -> String { redacted(String(Self.sentence(word).prefix(60))) }

  /// A job that ended without a model, in the user's words.
  func failure(of job: WireJob) -> String {
    let reason = job.failure.map { redacted(Self.sentence($0)) } ?? "the service does not say why"
    let isChat = job.model.map { configuration.isChat(model: $0) } ?? false
    return "job '\(job.id)' at \(service): \(reason)"
      + (isChat ? advice(onConversationsRefusedFor: reason) : "")
  }

  /// What to do about a file of conversations that the service does not take, as a further clause;
  /// empty where its reason is about something else.
  func advice(onConversationsRefusedFor reason: String) -> String {
    let words = ["user", "role", "message", "content", "prompt", "format"]
    guard
      configuration.documentPrompt == nil,
      words.contains(where: { reason.lowercased().contains($0) })
    else { return "" }
    return "; the assistant's message of a document stands alone: where the service wants a user's "
      + "before it, write one as 'document-prompt' of \(service) in the file of settings"
  }

  private func redirected(to location: String?) -> ProviderError {
    let target = location.map { String($0.prefix { $0 != "?" && $0 != "#" }) } ?? "elsewhere"
    return .rejected(
      "\(configuration.baseURL) redirects to \(redacted(target)), where the key is not sent; if that is "
        + "the service, write its address as 'base-url'"
    )
  }

  private var service: String { "'\(configuration.name)'" }

  /// The service's own words in brackets; empty where it gives none.
  private func quotation(of wire: WireFailure) -> String {
    wire.message.map { " (it says: \(redacted(Self.sentence($0))))" } ?? ""
  }

  private func redacted(_ text: String) -> String {
    key?.redacted(in: text) ?? text
  }

  /// The first few hundred characters on one line, without control characters.
  private static func sentence(_ text: String) -> String {
    let line = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
    let words = String(line).split(separator: " ").joined(separator: " ")
    let short = words.count > 300 ? words.prefix(300) + "…" : words[...]
    return short.hasSuffix(".") ? String(short.dropLast()) : String(short)
  }
}
