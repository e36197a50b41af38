/// Finds what a request asks for and does it.
struct Router: Sendable {
  let routes: [Route]
  let access: Guard
  let faults: FaultScript
  let log: @Sendable (String) -> Void

  /// The answer to a request.
  ///
  /// - Throws: `Hangup` where there is none.
  func answer(_ request: Call) async throws -> Answer {
    let start = ContinuousClock.now
    var call = request
    var fault: Fault?
    var answer: Answer
    do {
      try access.check(call)
      let route = try find(&call)
      fault = faults.next(for: "\(route.method) \(route.pattern)")
      if let early = try await fault?.before() {
        answer = early
      } else {
        answer = try await route.handler(call)
      }
    } catch let error as APIError {
      answer = .error(error)
    } catch let hangup as Hangup {
      throw hangup
    } catch {
      answer = .error(.server("the server failed: \(error)"))
    }
    await call.body.discard()
    let time = (ContinuousClock.now - start) / .milliseconds(1)
    answer.headers["x-request-id"] = Identifier.make("req_")
    answer.headers["openai-processing-ms"] = String(Int(time))
    answer.headers["openai-organization"] = ModelName.organization
    answer.headers["openai-version"] = "2020-10-01"
    return try fault?.changed(answer) ?? answer
  }

  /// The route of a call, with what stands in its path put into the call.
  private func find(_ call: inout Call) throws(APIError) -> Route {
    let path = call.path.split(separator: "/", omittingEmptySubsequences: false)
    var allowed: [String] = []
    for route in routes {
      guard let parameters = route.match(path) else { continue }
      guard route.method == call.method else {
        allowed.append(route.method)
        continue
      }
      call.parameters = parameters
      return route
    }
    throw allowed.isEmpty
      ? .unknownRoute(call.method, call.path)
      : .wrongMethod(call.method, call.path, allowed: allowed)
  }
}
