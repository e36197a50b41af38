import Foundation
import TestSupport
import Testing

/// The program asks the system what it finds when it starts in few files; all others are handed a value.
struct ProgramEnvironmentTests {
  /// What asks, and the files of the program that may.
  private static var questions: [(Regex<Substring>, Set<String>)] {
    [
      (/\b(?:System\.)?Environment\.(?:all|variable)\b/, ["Environment/ProgramEnvironment.swift"]),
      (/\bgetenv\(/, []),
      (/\bProcessInfo\b/, ["Environment/ProgramEnvironment.swift"]),
      (/\bCommandLine\.arguments\b/, ["Environment/ProgramEnvironment.swift"]),
      (/\bgetcwd\(/, ["Environment/CurrentFolder.swift"]),
      (/\bFileSystem\.currentFolder\b/, []),
      (/\bisatty\(/, ["Terminal/TerminalCapabilities.swift"]),
      (/\b_?exit\(/, ["Terminal/Program.swift", "Terminal/Interrupts.swift"]),
      (/\bProgramEnvironment\.read\(|\bin: \.read\(\)/, ["Terminal/Program.swift"]),
    ]
  }

  @Test func `the environment is read in its own files`() throws {
    var seen: Set<String> = []
    for file in PackageFolder.files(below: "Sources/manifest-run", ending: ".swift") {
      let path = PackageFolder.path("Sources/manifest-run/\(file)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      for (question, files) in Self.questions where text.contains(question) {
        let words = text.firstMatch(of: question)?.output ?? ""
        #expect(files.contains(file), "\(file) asks by '\(words)'")
        seen.insert(file)
      }
    }
    #expect(seen == Self.questions.reduce(into: []) { $0.formUnion($1.1) })
  }
}
