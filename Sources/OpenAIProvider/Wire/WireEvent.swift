internal import System

/// One thing that happened in a job.
struct WireEvent: Hashable, Sendable {
  /// The event's name, or what makes it recognisable where it has none.
  var id: String

  var createdAt: Int
  var message: String

  /// The numbers of a training step.
  var metrics: WireMetrics?

  /// Takes an event from an answer; nil where it says nothing.
  init?(_ json: JSON) {
    guard let message = json["message"]?.string else { return nil }
    self.message = message
    createdAt = json["created_at"]?.integer ?? 0
    id = json["id"]?.string ?? "\(createdAt) \(message)"
    metrics = json["data"].flatMap { WireMetrics($0) }
  }
}

/// The numbers of one training step.
struct WireMetrics: Hashable, Sendable {
  /// The numbers that a step of a job may have.
  static let steps = 1...1_000_000_000

  var step: Int
  var totalSteps: Int?
  var trainingLoss: Double?

  /// Over the whole validation file where that was measured, over a sample otherwise.
  var validationLoss: Double?

  init?(_ json: JSON) {
    guard let step = json["step"]?.integer(in: Self.steps) else { return nil }
    self.step = step
    totalSteps = json["total_steps"]?.integer(in: Self.steps)
    trainingLoss = json["train_loss"]?.loss ?? json["training_loss"]?.loss
    validationLoss =
      json["full_valid_loss"]?.loss ?? json["valid_loss"]?.loss ?? json["validation_loss"]?.loss
  }
}

extension WireMetrics {
  /// The epoch, from 1, to which a step belongs: all epochs have as many steps.
  ///
  /// The numbers are a service's, and may be anything.
  static func epoch(ofStep step: Int, of steps: Int, epochs: Int) -> Int {
    let epochs = min(max(epochs, 1), 1 << 18)
    let steps = min(max(steps, 1), 1 << 43)
    let step = min(max(step, 1), steps)
    return (step * epochs + steps - 1) / steps
  }
}

/// A part of a longer list.
struct WirePage: Sendable {
  var items: [JSON]

  /// The last item's name, where the service says that there is more after it.
  var next: String?

  init(_ json: JSON) {
    items = json["data"]?.items ?? []
    let hasMore = json["has_more"] == .boolean(true)
    next = hasMore ? json["last_id"]?.string ?? items.last?["id"]?.string : nil
  }
}
