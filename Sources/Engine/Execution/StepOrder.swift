#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// All that must be known to do one step: with a folder, it is what a worker elsewhere gets.
package struct StepOrder: Sendable {
  /// An artifact of another step, and its file.
  package struct Input: Codable, Hashable, Sendable {
    package var input: StepInput
    package var file: ArtifactFile

    package init(_ input: StepInput, _ file: ArtifactFile) {
      self.input = input
      self.file = file
    }
  }

  package var step: StepSpec
  package var key: CacheKey
  package var inputs: [Input] = []

  /// The files outside the store, by the names that the step gives them.
  package var files: [String: ContentFile] = [:]

  /// Whether the step waits for the end of work that goes on without its process.
  package var waitsForRemoteWork = true

  /// The absolute path of a folder that outlives runs, which works make where they need it: for what a
  /// training goes on from once it was killed, and what steps share while they run.
  package var stateFolder = ""
}

extension StepOrder: Encodable, DecodableWithConfiguration {
  private enum CodingKeys: String, CodingKey {
    case step, key, inputs, files
    case waitsForRemoteWork = "waits_for_remote_work"
    case stateFolder = "state_folder"
  }

  package init(from decoder: any Decoder, configuration works: StepWorks) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      step: try container.decode(StepSpec.self, forKey: .step, configuration: works),
      key: try container.decode(CacheKey.self, forKey: .key),
      inputs: try container.decode([Input].self, forKey: .inputs),
      files: try container.decode([String: ContentFile].self, forKey: .files),
      waitsForRemoteWork: try container.decode(Bool.self, forKey: .waitsForRemoteWork),
      stateFolder: try container.decode(String.self, forKey: .stateFolder)
    )
  }
}

/// A file in the store, checked against its digest before the step began; never to be written.
package struct ArtifactFile: Codable, Hashable, Sendable {
  /// The absolute path of the file.
  package var path: String
  package var digest: Digest

  /// The content's size in bytes.
  package var byteCount: Int
}

/// A file outside the store with the digest that its content had before the step began.
package struct ContentFile: Codable, Hashable, Sendable {
  package var path: String
  package var digest: Digest
}
