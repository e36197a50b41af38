import FlyingSocks

/// Accepts clients and hears each of them on its own, so that none waits for another.
struct Listener {
  let socket: AsyncSocket
  let router: Router

  /// The seconds in which the head of a request must arrive.
  let headSeconds: Int

  private static let pause = Duration.milliseconds(20)

  /// Hears clients until the task is cancelled.
  func run() async throws {
    let clients = Clients()
    try await withThrowingDiscardingTaskGroup { group in
      while true {
        while clients.isFull {
          clients.endLongestWaiting()
          try await Task.sleep(for: Self.pause)
        }
        do {
          let client = try await socket.accept()
          clients.enter()
          group.addTask {
            await hear(Connection(client), clients)
            clients.leave()
          }
        } catch is SocketError {
          // Descriptors have run out, or the client has left: others are heard all the same.
          clients.endLongestWaiting()
          try await Task.sleep(for: Self.pause)
        }
      }
    }
  }

  /// Answers the requests of a client, one after another.
  private func hear(_ connection: Connection, _ clients: Clients) async {
    while await hearNext(connection, clients) {}
    connection.close()
  }

  /// Answers the next request and returns whether a further one may follow.
  private func hearNext(_ connection: Connection, _ clients: Clients) async -> Bool {
    let writer = AnswerWriter(connection: connection)
    let head: RequestHead
    do {
      let seconds = headSeconds
      let found = try await clients.waiting(on: connection) {
        try await Deadline.value(within: .seconds(seconds)) { try await Self.head(connection) }
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
    let call = Call(head, body)
    do {
      let answer = try await router.answer(call)
      let closes = answer.isLast || !head.keepsAlive || !body.isFinished
      let status = try await writer.write(answer, to: head, closes: closes)
      let time = Int((ContinuousClock.now - start) / .milliseconds(1))
      router.log("\(call.method) \(call.path) \(status) \(time) ms")
      if !body.isFinished { await connection.linger() }
      return !closes
    } catch {
      router.log("\(call.method) \(call.path) hung up")
      return false
    }
  }

  private static func head(_ connection: Connection) async throws -> RequestHead {
    var reader = HeadReader()
    while true {
      if let (head, rest) = try reader.feed(try await connection.read()) {
        connection.putBack(rest)
        return try RequestHead(head)
      }
    }
  }
}
