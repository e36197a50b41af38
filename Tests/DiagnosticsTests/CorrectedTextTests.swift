import Diagnostics
import Testing

struct CorrectedTextTests {
  private let file = SourceFile(name: "m.yaml", text: "é: abc\r\nd: ef\r\n")

  private func problem(_ place: Range<Int>, _ replacement: String) -> Diagnostic {
    .error("x", "replace it", at: file.range(place), replacement: replacement)
  }

  @Test func `all fixes are applied, whatever their order`() throws {
    let fixes = [problem(9..<10, "long"), problem(0..<2, "a"), problem(4..<7, "")]
    let corrected = try #require(CorrectedText(file, fixing: fixes))
    #expect(corrected.text == "a: \r\nlong: ef\r\n")
    #expect(corrected.applied == [fixes[1], fixes[2], fixes[0]])
  }

  @Test func `of fixes that overlap the first is applied`() throws {
    let fixes = [problem(5..<9, "X"), problem(4..<6, "Y"), problem(6..<7, "Z")]
    let corrected = try #require(CorrectedText(file, fixing: fixes))
    #expect(corrected.text == "é: YZ\r\nd: ef\r\n")
    #expect(corrected.applied == [fixes[1], fixes[2]])
  }

  @Test func `two insertions at one place are not both made`() throws {
    let fixes = [problem(4..<4, "X"), problem(4..<4, "Y")]
    #expect(try #require(CorrectedText(file, fixing: fixes)).text == "é: Xabc\r\nd: ef\r\n")
  }

  @Test func `what is fixed in another file or not at all changes nothing`() {
    let other = SourceFile(name: "other.yaml", text: file.text)
    #expect(CorrectedText(other, fixing: [problem(0..<2, "a")]) == nil)
    var unfixed = problem(0..<2, "a")
    unfixed.replacement = nil
    #expect(CorrectedText(file, fixing: [unfixed]) == nil)
    #expect(CorrectedText(file, fixing: [Diagnostic]()) == nil)
  }
}
