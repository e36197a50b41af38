/// Colours of a terminal; they only add to what the text says.
struct TerminalStyle {
  static let spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

  let usesColor: Bool

  func good(_ text: String) -> String { styled(text, 32) }
  func bad(_ text: String) -> String { styled(text, 31) }
  func dim(_ text: String) -> String { styled(text, 2) }

  private func styled(_ text: String, _ code: Int) -> String {
    usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// A bar that fills from left to right.
enum ProgressBar {
  /// - Parameters:
  ///   - fraction: How far, from 0 to 1.
  ///   - width: The columns of the bar.
  /// - Returns: A text of so many columns.
  static func text(_ fraction: Double, width: Int) -> String {
    let filled = Int((min(1, max(0, fraction)) * Double(width)).rounded(.down))
    return String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
  }
}

extension DisplayOptions {
  /// How results on standard output are coloured.
  var resultStyle: TerminalStyle {
    TerminalStyle(usesColor: !noColor && !Terminal.refusesColor && Terminal.showsResults)
  }
}
