internal import Engine
internal import Providers

extension StepContext {
  /// Tells what a provider has to tell.
  func tell(_ note: ProviderNote) {
    switch note {
    case .wait(let sentence): wait(sentence)
    case .warning(let sentence): warn(sentence)
    }
  }
}
