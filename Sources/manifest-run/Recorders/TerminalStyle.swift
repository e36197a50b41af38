/// Colours of a terminal; they only add to what the text says.
struct TerminalStyle {
  static let spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

  let usesColor: Bool

  /// What goes back over drawn lines and clears them.
  static func clearing(_ lines: Int) -> String {
    lines > 0 ? "\u{1B}[\(lines)A\r\u{1B}[J" : ""
  }

  func good(_ text: String) -> String { styled(text, 32) }
  func bad(_ text: String) -> String { styled(text, 31) }
  func strong(_ text: String) -> String { styled(text, 1) }
  func dim(_ text: String) -> String { styled(text, 2) }

  private func styled(_ text: String, _ code: Int) -> String {
    usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// A bar that fills from left to right.
enum ProgressBar {
  /// The columns of the bar.
  private static let width = 20

  /// A bar for a part of the whole, from 0 to 1, and the percentage.
  static func text(_ fraction: Double) -> String {
    let fraction = min(1, max(0, fraction))
    let filled = Int((fraction * Double(width)).rounded(.down))
    let bar = String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
    let percent = String(Int(fraction * 100))
    return "\(bar)  \(String(repeating: " ", count: max(0, 3 - percent.count)))\(percent) %"
  }
}

extension String {
  /// The text with blanks after it, up to so many characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
