/// The ids that the server gives to files, jobs, events and answers.
enum Identifier {
  private static let symbols = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  )

  /// A prefix and 24 letters and digits from the system's random numbers.
  static func make(_ prefix: String) -> String {
    prefix + String((0..<24).map { _ in symbols[Int.random(in: 0..<symbols.count)] })
  }
}
