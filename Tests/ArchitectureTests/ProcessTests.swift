import Foundation
import TestSupport
import Testing

/// Foundation's `Process` may end whoever starts a program with it, as `Subprocess` says.
struct ProcessTests {
  @Test(arguments: ["Sources", "Tests"])
  func `nobody starts programs by Foundation's class for it`(folder: String) throws {
    let files = PackageFolder.files(below: folder, ending: ".swift")
    #expect(files.count > 50)
    for file in files {
      let path = PackageFolder.path("\(folder)/\(file)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(!text.contains(/\bProcess\(\)/), "\(folder)/\(file)")
    }
  }
}
