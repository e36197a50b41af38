/// Everything that the outputs of a step depend on, in clear and as one digest.
///
/// The digest is the SHA-256 of the canonical form of: a word and the format number; kind; version;
/// parameters by name in the order of their UTF-8; content inputs as artifact name and digest, in
/// the order of their declaration; files by name in the order of their UTF-8. No step's name, path,
/// time or host is in it.
package struct CacheKey: Hashable, Sendable {
  /// Raised when the canonical form changes, so that no older record is found.
  package static let currentFormat = 1

  /// A content that the key depends on, under the name that the step knows it by.
  package struct Content: Hashable, Sendable, Codable {
    package var name: String
    package var digest: Digest

    package init(name: String, digest: Digest) {
      self.name = name
      self.digest = digest
    }
  }

  package let digest: Digest
  package let format: Int
  package let kind: StepKind
  package let version: Int
  package let parameters: [String: FieldValue]

  /// The content inputs in the order of their declaration.
  package let inputs: [Content]

  /// The files outside the store, by name.
  package let files: [Content]

  package init(
    kind: StepKind,
    version: Int,
    fingerprint: Fingerprint,
    inputs: [Content],
    files: [Content]
  ) {
    self.init(
      format: Self.currentFormat,
      kind: kind,
      version: version,
      parameters: fingerprint.fields,
      inputs: inputs,
      files: files
    )
  }

  init(
    format: Int,
    kind: StepKind,
    version: Int,
    parameters: [String: FieldValue],
    inputs: [Content],
    files: [Content]
  ) {
    self.format = format
    self.kind = kind
    self.version = version
    self.parameters = parameters
    self.inputs = inputs
    self.files = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    digest = Self.digest(format, kind, version, parameters, inputs: inputs, files: self.files)
  }

  private static func digest(
    _ format: Int,
    _ kind: StepKind,
    _ version: Int,
    _ parameters: [String: FieldValue],
    inputs: [Content],
    files: [Content]
  ) -> Digest {
    let sorted = parameters.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var writer = CanonicalWriter()
    writer.write("manifest-run key")
    writer.write(format)
    writer.write(kind.rawValue)
    writer.write(version)
    writer.write(tag: "P", sorted) { inner, parameter in
      inner.write(parameter.key)
      inner.write(parameter.value)
    }
    writer.write(tag: "C", inputs) { $0.write($1.name, $1.digest) }
    writer.write(tag: "F", files) { $0.write($1.name, $1.digest) }
    return Digest(of: writer.bytes)
  }
}

/// The clear form of a key, as records keep it.
extension CacheKey: Codable {
  /// Reads the clear form and computes the digest anew.
  ///
  /// - Throws: `DecodingError` also where the digest that was written is another.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      format: try container.decode(Int.self, forKey: .format),
      kind: try container.decode(StepKind.self, forKey: .kind),
      version: try container.decode(Int.self, forKey: .version),
      parameters: try container.decode([String: FieldValue].self, forKey: .parameters),
      inputs: try container.decode([Content].self, forKey: .inputs),
      files: try container.decode([Content].self, forKey: .files)
    )
    guard try container.decode(Digest.self, forKey: .digest) == digest else {
      throw DecodingError.dataCorruptedError(
        forKey: .digest,
        in: container,
        debugDescription: "the digest is not that of the other fields"
      )
    }
  }
}

extension CanonicalWriter {
  fileprivate mutating func write(_ name: String, _ digest: Digest) {
    write(name)
    write(digest.hexadecimal)
  }
}

extension CacheKey: CustomStringConvertible {
  package var description: String { digest.hexadecimal }
}
