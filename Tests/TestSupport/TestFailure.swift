/// Why a test does not find what it needs.
package struct TestFailure: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}
