import Engine

/// What `plan --json` prints.
struct PlanDocument: Encodable {
  struct Step: Encodable {
    var id: String
    var kind: String

    /// `reused`, `will-run`, `will-attach` or `depends`.
    var state: String

    /// Why, as a sentence.
    var reason: String

    /// Why, as data.
    var because: ReasonDocument

    /// The shared cache that the outputs come from; absent where this workspace made them.
    var source: ResultSource?

    /// The digest of the cache key; absent as long as an input is not known.
    var key: String?

    /// How long it is expected to take; absent where it is reused or nothing is known.
    var expected: Duration?

    /// What it is expected to cost; absent where it is reused or costs nothing.
    var expectedCost: BillDocument?

    enum CodingKeys: String, CodingKey {
      case id, kind, state, reason, because, source, key
      case expected = "expected_time"
      case expectedCost = "expected_cost"
    }
  }

  /// An estimate by an earlier step.
  struct Duration: Encodable {
    var seconds: Double

    /// The earlier step, the run that made it, and what its time was multiplied by.
    var step: String
    var run: Int
    var factor: Double

    init(_ estimate: DurationEstimate) {
      seconds = estimate.seconds
      step = estimate.step.rawValue
      run = estimate.run.rawValue
      factor = estimate.factor
    }
  }

  /// The work of the steps that would run: summed up, not by the clock.
  struct Totals: Encodable {
    /// In seconds: of the steps that will run, and with those that depend.
    var secondsOfWork: Double
    var secondsOfWorkAtMost: Double

    /// The steps that are not reused and have no estimate.
    var withoutEstimate: Int

    /// What the steps that will run are expected to cost, and with those that depend, by currency.
    var cost: [String: Double]
    var costAtMost: [String: Double]

    /// The steps that are not reused and of which it is not known what they cost.
    var withoutPrice: Int

    /// What was paid in earlier runs for the same steps, by currency.
    var paidBefore: [String: Double]

    /// The most that may be paid with what was paid before; absent where that is not limited.
    var budget: Double?

    init(_ forecast: PlanForecast) {
      secondsOfWork = forecast.seconds
      secondsOfWorkAtMost = forecast.secondsAtMost
      withoutEstimate = forecast.withoutEstimate
      cost = forecast.costs.sure
      costAtMost = forecast.costs.atMost
      withoutPrice = forecast.costs.unpriced.count
      paidBefore = forecast.costs.paidBefore
      budget = forecast.budget
    }

    enum CodingKeys: String, CodingKey {
      case cost, budget
      case withoutPrice = "without_price"
      case paidBefore = "paid_before"
      case costAtMost = "cost_at_most"
      case secondsOfWork = "seconds_of_work"
      case secondsOfWorkAtMost = "seconds_of_work_at_most"
      case withoutEstimate = "without_estimate"
    }
  }

  let formatVersion = 1
  let steps: [Step]
  let expected: Totals

  init(_ forecast: PlanForecast) {
    let bills = forecast.costs.bills
    steps = forecast.states.map { step in
      Step(
        id: step.id.rawValue,
        kind: step.kind.rawValue,
        state: step.state.name,
        reason: "\(step.state)",
        because: ReasonDocument(step.state),
        source: step.state.origin.map(ResultSource.init),
        key: step.key?.digest.hexadecimal,
        expected: forecast.durations[step.id].map(Duration.init),
        expectedCost: bills[step.id].map(BillDocument.init)
      )
    }
    expected = Totals(forecast)
  }

  enum CodingKeys: String, CodingKey {
    case steps, expected
    case formatVersion = "format_version"
  }
}

extension StepState {
  /// The names of the states, in the order in which they are counted.
  static let names = ["reused", "will-run", "will-attach", "depends"]

  /// The state in one word.
  var name: String {
    switch self {
    case .reused: "reused"
    case .willRun: "will-run"
    case .attaches: "will-attach"
    case .depends: "depends"
    }
  }

  /// The shared cache that a reused result comes from.
  fileprivate var origin: RecordOrigin? {
    guard case .reused(let record) = self else { return nil }
    return record.origin
  }
}
