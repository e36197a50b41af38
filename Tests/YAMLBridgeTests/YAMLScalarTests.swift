import Testing
import YAMLBridge

struct YAMLScalarTests {
  private func plain(_ text: String) -> YAMLScalar { YAMLScalar(text: text, style: .plain) }

  @Test(arguments: ["", "~", "null", "Null", "NULL"])
  func `the words for null are null`(text: String) {
    #expect(plain(text).resolved(tag: nil) == .null)
  }

  @Test(arguments: [
    ("true", true), ("True", true), ("TRUE", true),
    ("false", false), ("False", false), ("FALSE", false),
  ])
  func `true and false are booleans`(text: String, value: Bool) {
    #expect(plain(text).resolved(tag: nil) == .bool(value))
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("+12", 12), ("-12", -12), ("012", 12), ("0o17", 15), ("0x1F", 31),
    ("0xff", 255), ("0o0", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min),
    ("0x7FFFFFFFFFFFFFFF", .max), ("0o777777777777777777777", .max),
  ])
  func `integers are decimal, octal or hexadecimal`(text: String, value: Int) {
    #expect(plain(text).resolved(tag: nil) == .integer(value))
  }

  @Test(arguments: [
    ("9223372036854775808", 9_223_372_036_854_775_808),
    ("-9223372036854775809", -9_223_372_036_854_775_808),
    ("0x8000000000000000", 9_223_372_036_854_775_808),
    ("0x10000000000000801", 18_446_744_073_709_555_712),
    ("0x10000000000000800", 18_446_744_073_709_551_616),
    ("0x00000000000000000000008000000000000000", 9_223_372_036_854_775_808),
    ("0o1000000000000000000000", 9_223_372_036_854_775_808),
  ])
  func `an integer that does not fit is the nearest number`(text: String, value: Double) {
    #expect(plain(text).resolved(tag: nil) == .number(value))
  }

  @Test(arguments: [
    ("0.4", 0.4), (".5", 0.5), ("1.", 1), ("-1.5e-3", -0.0015), ("1e3", 1000), ("1E+2", 100),
    ("+.5e1", 5), (".inf", .infinity), ("+.Inf", .infinity), ("-.INF", -.infinity),
    ("1e999", .infinity), ("1e-999", 0),
  ])
  func `numbers have a point, an exponent or a special name`(text: String, value: Double) {
    #expect(plain(text).resolved(tag: nil) == .number(value))
  }

  @Test(arguments: [".nan", ".NaN", ".NAN"])
  func `not-a-number is a number`(text: String) throws {
    guard case .number(let value) = plain(text).resolved(tag: nil) else {
      Issue.record("expected a number")
      return
    }
    #expect(value.isNaN)
  }

  @Test(arguments: [
    "yes", "no", "on", "off", "y", "N", "tRUE", "nULL", "nil", "1_000", "1,000", "0b1", "0O17",
    "-0x1F", "+0o7", "0x", "0o", "0o8", "0xG", "+", "-", ".", "..", "e3", ".e3", "1e", "1e+",
    "1.5.2", "inf", "nan", "infinity", "-.nan", "+.nan", "0x1p3", "12:30:45", "2024-01-01", " 1",
    "1 ", "１２", "٣", "1\u{301}", "0x１", "<<", "=",
  ])
  func `everything else is a string`(text: String) {
    #expect(plain(text).resolved(tag: nil) == .string(text))
  }

  @Test(arguments: [
    YAMLScalar.Style.singleQuoted, .doubleQuoted, .literal, .folded,
  ])
  func `only plain text has a type of its own`(style: YAMLScalar.Style) {
    for text in ["", "1", "true", "null", ".inf"] {
      #expect(YAMLScalar(text: text, style: style).resolved(tag: nil) == .string(text))
    }
  }

  @Test(
    arguments: [
      ("12", "str", .string("12")),
      ("", "null", .null),
      ("true", "bool", .bool(true)),
      ("0x10", "int", .integer(16)),
      ("99999999999999999999", "int", .number(1e20)),
      ("12", "float", .number(12)),
      ("1.5", "float", .number(1.5)),
      ("x", "int", .string("x")),
    ] as [(String, String, CoreValue)]
  )
  func `a core tag decides in any style`(text: String, tag: String, value: CoreValue) {
    for style in [YAMLScalar.Style.plain, .doubleQuoted, .literal] {
      let scalar = YAMLScalar(text: text, style: style)
      #expect(scalar.resolved(tag: "tag:yaml.org,2002:\(tag)") == value)
    }
  }

  @Test func `the non-specific tag makes a string`() {
    #expect(plain("12").resolved(tag: "!") == .string("12"))
    #expect(plain("").resolved(tag: "!") == .string(""))
  }

  @Test func `the booleans of YAML 1.1 are recognised in their spellings`() {
    for word in ["yes", "no", "on", "off"] {
      let spellings = [word, word.prefix(1).uppercased() + word.dropFirst(), word.uppercased()]
      for spelling in spellings {
        #expect(plain(spelling).looksLikeYAML11Boolean)
        #expect(!YAMLScalar(text: spelling, style: .doubleQuoted).looksLikeYAML11Boolean)
      }
    }
    #expect(["y", "Y", "n", "N"].allSatisfy { plain($0).looksLikeYAML11Boolean })
    #expect(["true", "yEs", "", "none", "oN"].allSatisfy { !plain($0).looksLikeYAML11Boolean })
  }
}
