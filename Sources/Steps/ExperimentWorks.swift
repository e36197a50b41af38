package import Engine
package import Providers

extension StepWorks {
  /// The works of the step kinds that manifests expand into, at the providers that are known.
  package static func experiments(_ providers: [any Provider]) -> StepWorks {
    let providers = KnownProviders(all: providers)
    return StepWorks([
      GenerateWork(),
      UploadWork(providers: providers),
      PrepareWork(providers: providers),
      FineTuneWork(providers: providers),
      EvaluateWork(providers: providers),
      DiscardWork(providers: providers),
      ReportWork(providers: providers),
    ])
  }
}

/// The providers that a program knows, by their names.
struct KnownProviders: Sendable {
  let all: [any Provider]

  /// - Throws: `StepFailure` where there is none of that name.
  func provider(_ name: String) throws(StepFailure) -> any Provider {
    guard let provider = all.first(where: { $0.identity.name == name }) else {
      throw StepFailure(
        "looking for the provider",
        .provider("no provider '\(name)' is known here"),
        hint: "set it up where the step runs too"
      )
    }
    return provider
  }
}
