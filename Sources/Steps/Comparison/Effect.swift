/// The earliest part of an experiment that a difference changes; what comes later follows from it.
package enum Effect: String, CaseIterable, Comparable, Encodable, Sendable {
  /// Nothing that is measured; a name or a published value still shows in the report.
  case nothing

  /// What the tuned models are asked.
  case evaluation

  /// How which models are tuned.
  case training

  /// What they are tuned on and asked about.
  case data

  package static func < (left: Effect, right: Effect) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .nothing: 0
    case .evaluation: 1
    case .training: 2
    case .data: 3
    }
  }
}
