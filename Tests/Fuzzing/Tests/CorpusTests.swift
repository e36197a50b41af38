import Foundation
import FuzzedFrontEnd
import TestSupport
import Testing

/// What the fuzzer starts from and what it once found, without the fuzzer.
struct CorpusTests {
  private static let folders = [
    "Tests/Fuzzing/corpus", "Tests/Fixtures/manifests/valid", "Tests/Fixtures/manifests/invalid",
    "experiments",
  ]

  private static let files = folders.flatMap { folder in
    // A folder cannot be read as a text.
    PackageFolder.files(below: folder, ending: "").map { "\(folder)/\($0)" }
      .filter { (try? Data(contentsOf: URL(filePath: PackageFolder.path($0)))) != nil }
  }

  @Test(arguments: Self.files)
  func `every input is read in order`(file: String) throws {
    let content = try Data(contentsOf: URL(filePath: PackageFolder.path(file)))
    #expect(FrontEndInput(content).problem() == nil)
    // An input that ends anywhere is one that an editor may have saved.
    for count in stride(from: 0, to: content.count, by: max(1, content.count / 4)) {
      #expect(FrontEndInput(content.prefix(count)).problem() == nil)
    }
  }

  @Test func `there is a corpus`() {
    #expect(Self.files.count > 50)
  }
}
