internal import System

/// The error that a service's answer holds.
struct WireFailure: Hashable, Sendable {
  var message: String?
  var type: String?
  var code: String?
  var parameter: String?

  /// Whether the answer is one of the API's errors, not a page of some proxy.
  var isOfService: Bool

  /// Takes the error from the body of an answer, in whatever form it is there.
  init(_ body: [UInt8]) {
    let json = JSON(answer: body)
    let error = json?["error"]
    message =
      error?["message"]?.string ?? error?.string ?? json?["message"]?.string
      ?? json?["detail"]?.string ?? json?["detail"]?.items.first?["msg"]?.string
    type = error?["type"]?.string
    // Some services number their errors.
    code = error?["code"]?.string ?? error?["code"]?.integer.map(String.init)
    parameter = error?["param"]?.string
    isOfService = error != nil
  }
}
