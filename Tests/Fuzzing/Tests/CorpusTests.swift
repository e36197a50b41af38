import Crypto
import Foundation
import TestSupport
import Testing

@testable import Engine
@testable import LocalProvider

/// What the fuzzer starts from and what it once found, without the fuzzer.
struct CorpusTests {
  private static let corpus = "Tests/Fuzzing/corpus"

  /// Manifests that are there for other reasons.
  private static let manifests = [
    "Tests/Fixtures/manifests/valid", "Tests/Fixtures/manifests/invalid", "experiments",
  ]

  private static func inputs(of target: FuzzTarget) -> [String] {
    let folders = ["\(corpus)/\(target.name)"] + (target.name == "manifests" ? manifests : [])
    return folders.flatMap { folder in
      // Beside experiments there may be models, which have gigabytes; a folder cannot be read as a text.
      PackageFolder.files(below: folder, ending: folder == "experiments" ? ".yaml" : "")
        .map { "\(folder)/\($0)" }
        .filter { (try? Data(contentsOf: URL(filePath: PackageFolder.path($0)))) != nil }
    }
  }

  @Test(arguments: FuzzTarget.all.map(\.name))
  func `every input is read in order`(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let inputs = Self.inputs(of: target)
    #expect(inputs.count > (name == "manifests" ? 50 : 2), "the fuzzer has something to start from")
    for file in inputs {
      let content = [UInt8](try Data(contentsOf: URL(filePath: PackageFolder.path(file))))
      #expect(target.problem(content) == nil, "\(file)")
      // An input that ends anywhere is one that was torn off there.
      for count in stride(from: 0, to: content.count, by: max(1, content.count / 4)) {
        #expect(target.problem(Array(content.prefix(count))) == nil, "\(file) to byte \(count)")
      }
    }
  }

  @Test func `inputs that only their digests let in are let in`() throws {
    func input(_ name: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: URL(filePath: PackageFolder.path("\(Self.corpus)/\(name)"))))
    }
    let entry = try input("shared-entries/entry")
    #expect(SharedEntry(entry, of: FuzzTarget.sharedKey.digest)?.outputs.count == 2)
    let model = try input("model-files/small")
    #expect(try ModelFile.model(from: model + SHA256.hash(data: model)).shape.width == 8)
  }

  @Test func `every folder of the corpus belongs to a target`() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: PackageFolder.path(Self.corpus)
    )
    #expect(folders.sorted() == FuzzTarget.all.map(\.name).sorted())
  }
}
