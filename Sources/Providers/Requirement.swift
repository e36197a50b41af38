/// Something that a provider needs on this machine, and what was found of it.
package struct Requirement: Hashable, Sendable {
  /// What is needed, such as `Python` or `key`.
  package var name: String

  /// What was found, such as a version or a path; nil where there is nothing.
  package var finding: String?

  /// Why the provider cannot work with what was found, as a clause; nil where it can.
  package var problem: String?

  /// The line for a shell that mends it, where there is one.
  package var command: String?

  package init(
    _ name: String,
    finding: String?,
    problem: String? = nil,
    command: String? = nil
  ) {
    self.name = name
    self.finding = finding
    self.problem = problem
    self.command = command
  }
}
