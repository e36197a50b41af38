/// Whether a provider has the key that it needs, as far as this machine tells without asking anybody.
package enum KeyAvailability: Hashable, Sendable {
  /// It has one, or needs none.
  case present

  /// It has none: why, as a clause that says what to do.
  case missing(String)

  /// A command gives it, which runs when something is to be asked.
  case ofCommand
}
