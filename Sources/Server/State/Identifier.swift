/// Names that the server gives.
enum Identifier {
  private static let symbols = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  )

  /// A prefix and letters and digits from the system's random numbers.
  static func make(_ prefix: String, count: Int = 24) -> String {
    prefix + String((0..<count).map { _ in symbols[Int.random(in: 0..<symbols.count)] })
  }

  /// Whether a text could be a name that `make` gave, and so a part of a path.
  static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64
      && text.unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
          || $0 == "-" || $0 == "_"
      }
  }
}
