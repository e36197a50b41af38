import Diagnostics
import Testing

struct DiagnosticListTests {
  private let first = SourceFile(name: "z.yaml", text: "0123456789")
  private let second = SourceFile(name: "a.yaml", text: "0123456789")

  @Test func `an empty list has no errors`() {
    let list = DiagnosticList()
    #expect(list.isEmpty)
    #expect(!list.hasErrors)
    #expect(list.sorted.isEmpty)
  }

  @Test func `a warning is no error`() {
    var list = DiagnosticList()
    list.warning("w", "careful", at: nil)
    #expect(!list.hasErrors)
    list.error("e", "wrong", at: nil)
    #expect(list.hasErrors)
    #expect(list.map(\.id) == ["w", "e"])
    #expect(list.map(\.severity) == [.warning, .error])
  }

  @Test func `errors keep their notes and corrections`() {
    let note = Diagnostic.Note(message: "see", range: first.range(0..<1))
    var list = DiagnosticList()
    list.error("e", "wrong", at: first.range(1..<2), notes: [note], replacement: "x")
    #expect(list[0].notes == [note])
    #expect(list[0].replacement == "x")
    #expect(list[0].help == "replace with 'x'")
  }

  @Test func `sorting goes by first appearance of the file, then by place, and is stable`() {
    var list = DiagnosticList()
    list.error("1", "", at: first.range(5..<6))
    list.error("2", "", at: second.range(1..<2))
    list.error("3", "", at: first.range(2..<3))
    list.error("4", "", at: nil)
    list.error("5", "", at: first.range(2..<3))
    list.error("6", "", at: first.range(2..<2))
    #expect(list.sorted.map(\.id) == ["4", "6", "3", "5", "1", "2"])
  }

  @Test func `appending another list keeps its order and errors`() {
    var other = DiagnosticList()
    other.warning("b", "", at: nil)
    other.error("a", "", at: nil)
    var list = DiagnosticList()
    list.append(contentsOf: other)
    #expect(list == other)
    #expect(list.hasErrors)
  }
}

extension DiagnosticList {
  /// Adds an error.
  mutating func error(
    _ id: DiagnosticID,
    _ message: String,
    at range: SourceRange?,
    notes: [Diagnostic.Note] = [],
    replacement: String? = nil
  ) {
    append(.error(id, message, at: range, notes: notes, replacement: replacement))
  }

  /// Adds a warning.
  mutating func warning(_ id: DiagnosticID, _ message: String, at range: SourceRange?) {
    append(Diagnostic(severity: .warning, id: id, message: message, range: range))
  }
}
