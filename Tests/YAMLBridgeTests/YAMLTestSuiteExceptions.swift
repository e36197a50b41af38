/// Where libyaml 0.2.5 is known to differ from the YAML test suite.
enum YAMLTestSuiteExceptions {
  /// Texts that are not YAML and are accepted all the same.
  ///
  /// Comments without a space before them (9JBA, CVW2, SU5Z, X4QW, MUS6/00), continuation lines
  /// indented too little in quotes and brackets (9C9N, QB6E, DK95/01, Y79Y/003), directives without
  /// an end of the document before them (EB22, RHX7, MUS6/01), a lone dash in brackets (G5U8,
  /// YJV2), blank lines deeper than the block scalar after them (S98Z).
  static let acceptedErrors: [String] = [
    "9C9N", "9JBA", "CVW2", "DK95/01", "EB22", "G5U8", "MUS6/00", "MUS6/01", "QB6E", "RHX7",
    "S98Z", "SU5Z", "X4QW", "Y79Y/003", "YJV2",
  ]

  /// Texts that are YAML and are refused all the same.
  ///
  /// Mostly unusual places for tabs, for `:` and `?` without a key, for document ends, and for
  /// block scalars without indentation; also unknown directives, versions above 1.2 and anchors
  /// with other characters than ASCII letters, digits, `-` and `_`.
  static let refusedTexts: [String] = [
    "2JQS", "2LFX", "2SXE", "4ABK", "4MUZ/00", "4MUZ/01", "4MUZ/02", "58MP", "5MUD", "5T43",
    "6BCT", "6CA3", "6LVF", "6M2F", "7Z25", "8XYN", "96NN/00", "96NN/01", "9SA2", "A2M4", "BEC7",
    "CFD4", "DBG4", "DK3J", "DK95/00", "DK95/03", "DK95/04", "FP8R", "FRK4", "HM87/00", "HWV9",
    "K3WX", "M2N8/00", "M7A3", "MUS6/05", "MUS6/06", "NHX8", "NJ66", "NKF9", "Q5MG", "QT73",
    "R4YG", "S3PD", "SM9W/01", "UKK6/00", "UT92", "VJP3/01", "W4TN", "W5VH", "Y79Y/001",
    "Y79Y/010",
  ]

  /// Texts that are read with other events than the suite has.
  ///
  /// A `?` that begins a plain scalar in a flow collection (652Z, HM87/01), spaces at the end of
  /// the text in a block scalar (JEF9/02, L24T/01), a colon in an anchor (Y2GN).
  static let differentEvents: [String] = [
    "652Z", "HM87/01", "JEF9/02", "L24T/01", "Y2GN",
  ]
}
