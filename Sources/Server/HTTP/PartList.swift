import Synchronization

/// Parts of an answer that are known already, handed out one after another.
final class PartList: Sendable {
  private let rest: Mutex<ArraySlice<[UInt8]>>

  /// Parts in their order.
  init(_ parts: [[UInt8]]) { rest = Mutex(parts[...]) }

  /// The next part; nil after the last.
  func next() -> [UInt8]? { rest.withLock { $0.popFirst() } }
}
