/// Text made safe for a terminal, and the columns it takes there.
package enum TerminalText {
  /// The text in one line, with everything that could steer a terminal written out.
  package static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if isUnsafe(scalar) { result += escape(scalar) } else { result.unicodeScalars.append(scalar) }
    }
  }

  /// How a scalar is written that must not reach a terminal.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }

  /// Whether a scalar steers a terminal, reorders text or cannot be seen at all.
  package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F: false
    case 0..<0x20, 0x7F..<0xA0: true
    // Soft hyphen, zero-width space and direction marks; the two joiners between belong to words.
    case 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F: true
    // Separators, embeddings and isolates.
    case 0x2028...0x202E, 0x2060...0x206F: true
    // Byte order mark, annotation characters and tags.
    case 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    default: false
    }
  }

  /// The columns that a character takes whose scalars are all safe.
  package static func width(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    // An emoji of several scalars is drawn as one picture.
    if scalars.count > 1, scalars.first?.properties.isEmoji == true,
      scalars.dropFirst().contains(where: { $0.value == 0xFE0F || $0.properties.isEmojiModifier })
        || scalars.allSatisfy(\.properties.isEmoji)
        || scalars.contains(where: { $0.value == 0x200D })
    {
      return 2
    }
    return scalars.reduce(0) { $0 + width(of: $1) }
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    // Arabic number signs are the only visible format characters.
    case .format: return (0x0600...0x08FF).contains(scalar.value) ? 1 : 0
    default: break
    }
    // Medial vowels and final consonants of Hangul join the initial before them.
    if (0x1160...0x11FF).contains(scalar.value) { return 0 }
    return isWide(scalar) ? 2 : 1
  }

  /// Source: Unicode 15.1, EastAsianWidth.txt, values W and F, unassigned gaps inside blocks filled.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case ..<0x1100: false
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF: true
    case 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F: true
    case 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF: true
    case 0x1F200...0x1F2FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD: true
    default: scalar.properties.isEmojiPresentation
    }
  }
}
