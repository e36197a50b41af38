import Foundation
import System
import TestSupport
import Testing

@testable import Engine

/// What every shared store must do, whatever it is made of; each check takes two ways to one store,
/// as two machines have them, and contents that no other check uses.
struct StoreConformance {
  /// Makes a store on each side.
  let sides: @Sendable (Side) throws -> any SharedStore

  /// A folder for files of the checks.
  let folder: String

  /// Whether the first of two entries that are kept at the same moment surely is the one that stays.
  var firstEntryWins = true

  enum Side: String, CaseIterable, Sendable {
    case first, second
  }

  /// A text that is in no other check's content.
  private func text(_ name: String) -> String { "\(name) \(UUID())" }

  private func key(_ name: String) -> Digest { Digest(of: text(name).utf8) }

  private func file(_ text: String) throws -> (path: String, digest: Digest) {
    let path = "\(folder)/\(UUID())"
    try Files.write(text, to: path)
    return (path, Digest(of: text.utf8))
  }

  func check() async throws {
    try await contentsAndEntriesCanBeReadOnBothSides()
    try await nothingIsThereBeforeItIsKept()
    try await whatIsTooLongIsNotReadToItsEnd()
    try await aDamagedFileIsNotKept()
    try await bothKeepTheSame()
    try await entriesRace()
    try await readersDuringWritesSeeWholeContents()
  }

  private func contentsAndEntriesCanBeReadOnBothSides() async throws {
    for text in [text("some content"), "", String(repeating: text("long"), count: 40_000)] {
      let (path, digest) = try file(text)
      try await sides(.first).keep(digest, byteCount: text.utf8.count, from: path)
      // Keeping it again is nothing.
      try await sides(.second).keep(digest, byteCount: text.utf8.count, from: path)
      for side in Side.allCases {
        let store = try sides(side)
        #expect(try await store.has(digest, byteCount: text.utf8.count))
        #expect(try await !store.has(digest, byteCount: text.utf8.count + 1))
        let copy = "\(folder)/\(UUID())"
        #expect(try await store.fetch(digest, byteCount: text.utf8.count, to: copy))
        #expect(try Files.read(copy) == text)
        // The copy is the reader's own: to write in it changes nothing for others.
        chmod(copy, 0o644)
        Files.append("more", to: copy)
        #expect(try await store.has(digest, byteCount: text.utf8.count))
      }
    }
    let key = key("entry")
    #expect(try await sides(.first).keep(entry: [1, 2, 3], of: key) == [1, 2, 3])
    #expect(try await sides(.second).keep(entry: [4], of: key) == [1, 2, 3])
    for side in Side.allCases { #expect(try await sides(side).entry(of: key) == [1, 2, 3]) }
  }

  private func nothingIsThereBeforeItIsKept() async throws {
    let digest = key("missing")
    for side in Side.allCases {
      let store = try sides(side)
      #expect(try await store.entry(of: digest) == nil)
      #expect(try await !store.has(digest, byteCount: 0))
      let copy = "\(folder)/\(UUID())"
      #expect(try await !store.fetch(digest, byteCount: 0, to: copy))
      #expect(!Files.exists(copy))
    }
    // That it was missing a moment ago hides it from nobody.
    #expect(try await sides(.first).keep(entry: [7], of: digest) == [7])
    for side in Side.allCases { #expect(try await sides(side).entry(of: digest) == [7]) }
  }

  private func whatIsTooLongIsNotReadToItsEnd() async throws {
    let (path, digest) = try file(String(repeating: text("x"), count: 10_000))
    let size = try Files.read(path).utf8.count
    try await sides(.first).keep(digest, byteCount: size, from: path)
    let copy = "\(folder)/\(UUID())"
    do {
      _ = try await sides(.second).fetch(digest, byteCount: 10, to: copy)
      #expect(try Files.read(copy).utf8.count <= 11)
    } catch {
      #expect(!Files.exists(copy))
    }
  }

  private func aDamagedFileIsNotKept() async throws {
    let (path, _) = try file(text("damaged"))
    let other = Digest(of: text("what it should be").utf8)
    let store = try sides(.first)
    await #expect(throws: SharedStoreError.self) {
      try await store.keep(other, byteCount: try Files.read(path).utf8.count, from: path)
    }
    #expect(try await !sides(.second).has(other, byteCount: try Files.read(path).utf8.count))
  }

  private func bothKeepTheSame() async throws {
    for _ in 0..<10 {
      let text = text("raced")
      let (path, digest) = try file(text)
      let stores = try Side.allCases.map(sides)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for store in stores {
          group.addTask { try await store.keep(digest, byteCount: text.utf8.count, from: path) }
        }
        try await group.waitForAll()
      }
      let copy = "\(folder)/\(UUID())"
      #expect(try await sides(.second).fetch(digest, byteCount: text.utf8.count, to: copy))
      #expect(try Files.read(copy) == text)
    }
  }

  private func entriesRace() async throws {
    for _ in 0..<20 {
      let key = key("raced entry")
      let stores = try Side.allCases.map(sides)
      let kept = try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for (index, store) in stores.enumerated() {
          group.addTask {
            try await store.keep(entry: Array("entry of \(index)".utf8), of: key)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let stays = try #require(try await sides(.first).entry(of: key))
      #expect(try await sides(.second).entry(of: key) == stays)
      #expect(["entry of 0", "entry of 1"].contains(String(decoding: stays, as: UTF8.self)))
      if firstEntryWins { #expect(kept == [stays, stays]) }
    }
  }

  private func readersDuringWritesSeeWholeContents() async throws {
    let texts = (0..<8).map { String(repeating: text("\($0)"), count: 20_000) }
    let files = try texts.map(file)
    let (writer, reader) = (try sides(.first), try sides(.second))
    let folder = folder
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for (file, text) in zip(files, texts) {
          try await writer.keep(file.digest, byteCount: text.utf8.count, from: file.path)
        }
      }
      for (file, text) in zip(files, texts) {
        group.addTask {
          var isThere = false
          while !isThere {
            let copy = "\(folder)/\(UUID())"
            isThere = try await reader.fetch(file.digest, byteCount: text.utf8.count, to: copy)
            if isThere { #expect(try FileSystem.digest(ofFile: copy) == file.digest) }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
