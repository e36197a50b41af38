/// One line of a run's events as it is read.
struct LoggedEvent: Decodable {
  /// A step of the plan that is run.
  struct Step: Decodable {
    var id: String
    var kind: String

    /// The places in the plan of the steps that it reads.
    var reads: [Int]?
  }

  /// When it happened, in seconds since 1970.
  var at: Double

  /// What happened: `run-started`, `step-started`, `progress`, `note`, `warning`, `step-ended`, `run-ended`, or
  /// a word of a later version.
  var event: String
  var step: String?
  var run: Int?
  var manifest: String?
  var steps: [Step]?
  var reason: String?
  var hint: String?
  var fraction: Double?
  var detail: String?
  var secondsLeft: Double?
  var text: String?
  var outcome: String?
  var seconds: Double?
}
