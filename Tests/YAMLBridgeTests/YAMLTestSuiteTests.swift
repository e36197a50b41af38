import Diagnostics
import Testing
import YAMLBridge

@Suite(.enabled(if: YAMLTestSuite.isPresent, "the YAML test suite does not lie beside the package"))
struct YAMLTestSuiteTests {
  /// The events of a text in the suite's notation; nil where the parser refuses it.
  private func events(of file: SourceFile) -> [String]? {
    do throws(Diagnostic) {
      var parser = try YAMLParser(file)
      var events: [String] = []
      repeat { events.append(try parser.next().suiteNotation) } while events.last != "-STR"
      return events
    } catch {
      return nil
    }
  }

  /// Whether a text is refused by the parser, or by the composer for more than several documents.
  private func isRefused(_ file: SourceFile) -> Bool {
    var diagnostics = DiagnosticList()
    _ = YAMLComposer.compose(file, into: &diagnostics)
    return events(of: file) == nil
      || diagnostics.contains { $0.severity == .error && $0.id != "several-documents" }
  }

  @Test func `the suite is complete`() {
    #expect(YAMLTestSuite.cases().count == 402)
  }

  @Test func `no case gives anything but a node or errors with a place`() {
    for testCase in YAMLTestSuite.cases() {
      var diagnostics = DiagnosticList()
      let node = YAMLComposer.compose(testCase.file, into: &diagnostics)
      #expect((node == nil) == diagnostics.hasErrors, "\(testCase.name)")
      #expect(diagnostics.allSatisfy { $0.range != nil }, "\(testCase.name)")
      #expect(
        !DiagnosticFormatter(color: false).text(for: diagnostics).contains("\u{1B}"),
        "\(testCase.name)"
      )
    }
  }

  @Test func `every erroneous text is refused but for the known exceptions`() {
    let accepted = YAMLTestSuite.cases().filter { $0.isError && !isRefused($0.file) }
    #expect(accepted.map(\.name) == YAMLTestSuiteExceptions.acceptedErrors)
  }

  @Test func `every correct text is parsed but for the known exceptions`() {
    let refused = YAMLTestSuite.cases().filter { !$0.isError && events(of: $0.file) == nil }
    #expect(refused.map(\.name) == YAMLTestSuiteExceptions.refusedTexts)
  }

  @Test func `every correct text has the suite's events but for the known exceptions`() {
    let different = YAMLTestSuite.cases().filter { testCase in
      guard !testCase.isError, let events = events(of: testCase.file) else { return false }
      return events != testCase.events
    }
    #expect(different.map(\.name) == YAMLTestSuiteExceptions.differentEvents)
  }
}
