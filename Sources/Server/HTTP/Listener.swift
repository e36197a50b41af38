import FlyingSocks
import System

/// Accepts clients and serves each of them on its own, so that none waits for another.
struct Listener {
  let socket: AsyncSocket
  let router: Router

  /// How long a client may keep silent, and how soon the head of its request must have arrived.
  let longestSilence: Duration

  private static let pause = Duration.milliseconds(20)

  /// Serves clients until the task is cancelled.
  func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      while true {
        do {
          let client = try await socket.accept()
          group.addTask { await serve(Connection(client, longestSilence: longestSilence)) }
        } catch is SocketError {
          // Descriptors have run out, or the client has left: others are served all the same.
          try await Task.sleep(for: Self.pause)
        }
      }
    }
  }

  /// Answers the requests of a client, one after another.
  private func serve(_ connection: Connection) async {
    while await serveNext(connection) {}
    connection.close()
  }

  /// Answers the next request and returns whether a further one may follow.
  private func serveNext(_ connection: Connection) async -> Bool {
    let writer = AnswerWriter(connection: connection)
    let head: RequestHead
    do {
      let found = try await Deadline.value(within: longestSilence) {
        try await Self.head(connection)
      }
      guard let found else { return false }
      head = found
    } catch let error as APIError {
      // What follows an unreadable head is nobody's request.
      _ = try? await writer.write(.error(error), to: nil, closes: true)
      router.log("unreadable request \(error.status)")
      await connection.linger()
      return false
    } catch {
      return false
    }
    let start = ContinuousClock.now
    let body = RequestBody(head, connection)
    let request = Request(head, body)
    do {
      let answer = try await router.answer(request)
      let closes = answer.isLast || !head.keepsAlive || !body.isFinished
      let status = try await writer.write(answer, to: head, closes: closes)
      let time = Int((ContinuousClock.now - start) / .milliseconds(1))
      router.log("\(request.method) \(request.path) \(status) \(time) ms")
      if !body.isFinished { await connection.linger() }
      return !closes
    } catch {
      router.log("\(request.method) \(request.path) hung up")
      return false
    }
  }

  private static func head(_ connection: Connection) async throws -> RequestHead {
    var reader = HeadReader()
    while true {
      if let (lines, rest) = try reader.feed(try await connection.read()) {
        connection.putBack(rest)
        return try RequestHead(lines)
      }
    }
  }
}
