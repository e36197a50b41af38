internal import Providers
internal import Report

/// The tokens that a job can have trained on.
struct TrainedTokens {
  /// The most: a token has a byte at least, and each epoch reads the files once.
  let most: Int

  private let parameters: FineTuneParameters

  init(_ request: FineTuneRequest) {
    let files = [request.trainingFile, request.validationFile].compactMap(\.self)
    let bytes = files.reduce(0) { $0 + $1.content.byteCount }
    let (most, overflow) = bytes.multipliedReportingOverflow(by: request.parameters.epochs)
    self.most = overflow ? .max : most
    parameters = request.parameters
  }

  /// What a provider tells, where it can be; nil where it cannot, which is told.
  func possible(_ count: Int?, tell: (String) -> Void) -> Int? {
    guard let count, !(1...max(most, 1)).contains(count) else { return count }
    tell(
      "the provider says that \(parameters.model) was trained on \(Decimals.grouped(count)) tokens, which "
        + "cannot be: its files have \(Decimals.grouped(most)) bytes in all epochs; what was billed is not "
        + "known, and the estimate stands"
    )
    return nil
  }
}
