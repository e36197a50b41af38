import Crypto
import Providers

/// The bytes of a trained model.
///
/// Layout, all numbers little-endian:
///
///     8 bytes    "MRLOCAL" and a line break
///     UInt32     version of this layout
///     UInt32     bytes of the header
///     header     shape, parameters of the job, number of weights, vocabulary
///     zeros      up to a multiple of 64 from the file's start
///     Float32    the weights in the order of `ParameterLayout`
///     32 bytes   SHA-256 of everything before
///
/// It holds no time, no path and no name of a run: equal jobs leave equal files.
enum ModelFile {
  /// The first bytes of every model file.
  static let magic = Array("MRLOCAL\n".utf8)

  /// The newest version that can be read, and the one that is written.
  static let version: UInt32 = 2

  private static let alignment = 64
  private static let prefixSize = 16
  private static let digestSize = 32

  /// The content of a model's file.
  static func bytes(of model: LocalModel) -> [UInt8] {
    let header = headerBytes(of: model)
    var writer = ByteWriter()
    writer.write(version)
    writer.write(UInt32(header.count))
    var bytes = magic + writer.bytes + header
    let weightsStart = bytes.count.roundedUp(toMultipleOf: alignment)
    bytes.reserveCapacity(weightsStart + model.weights.count * 4 + digestSize)
    bytes.append(contentsOf: repeatElement(0, count: weightsStart - bytes.count))
    // Every platform of this package is little-endian: the floats' memory is their encoding.
    model.weights.withUnsafeBytes { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: SHA256.hash(data: bytes))
    return bytes
  }

  private static func headerBytes(of model: LocalModel) -> [UInt8] {
    var writer = ByteWriter()
    for number in [
      model.shape.width, model.shape.layers, model.shape.heads, model.shape.vocabulary,
    ] {
      writer.write(UInt32(number))
    }
    writer.write(UInt64(model.weights.count))
    writer.write(Array(model.parameters.model.utf8))
    writer.write(Int64(model.parameters.epochs))
    writer.write(Int64(model.parameters.batchSize))
    writer.write(model.parameters.rateFactor.bitPattern)
    writer.write(Int64(model.parameters.seed))
    for piece in model.tokenizer.vocabulary.pieces {
      writer.write(piece)
    }
    return writer.bytes
  }

  /// The model of a file's content.
  ///
  /// - Throws: `ModelFileProblem` where it is not one, is damaged, or is newer than this program.
  static func model(from bytes: [UInt8]) throws(ModelFileProblem) -> LocalModel {
    guard bytes.count >= prefixSize + digestSize, bytes.starts(with: magic) else {
      throw bytes.starts(with: magic) ? .damaged : .foreign
    }
    var reader = ByteReader(bytes[magic.count...])
    guard let found = reader.read(UInt32.self), let headerSize = reader.read(UInt32.self) else {
      throw .damaged
    }
    guard found == version else { throw .otherVersion(found) }
    let content = bytes.count - digestSize
    guard SHA256.hash(data: bytes[..<content]).elementsEqual(bytes[content...]) else {
      throw .damaged
    }
    let headerEnd = prefixSize + Int(headerSize)
    let weightsStart = headerEnd.roundedUp(toMultipleOf: alignment)
    guard weightsStart <= content else { throw .damaged }
    let header = try Header(bytes[prefixSize..<headerEnd])
    guard content - weightsStart == header.weightCount * 4 else { throw .damaged }
    let weights = [Float](unsafeUninitializedCapacity: header.weightCount) { buffer, count in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes[weightsStart..<content])
      count = header.weightCount
    }
    return LocalModel(
      shape: header.shape,
      parameters: header.parameters,
      tokenizer: Tokenizer(vocabulary: header.vocabulary),
      weights: weights
    )
  }

  /// What the header says, once everything in it fits together.
  private struct Header {
    let shape: ModelShape
    let parameters: FineTuneParameters
    let vocabulary: Vocabulary
    let weightCount: Int

    init(_ bytes: ArraySlice<UInt8>) throws(ModelFileProblem) {
      var reader = ByteReader(bytes)
      guard let width = reader.read(UInt32.self), let layers = reader.read(UInt32.self),
        let heads = reader.read(UInt32.self), let tokens = reader.read(UInt32.self),
        let weightCount = reader.read(UInt64.self), let name = reader.readBytes(),
        let epochs = reader.read(Int64.self), let batchSize = reader.read(Int64.self),
        let multiplier = reader.read(UInt64.self), let seed = reader.read(Int64.self)
      else { throw .damaged }
      shape = ModelShape(
        width: Int(width),
        layers: Int(layers),
        heads: Int(heads),
        vocabulary: Int(tokens)
      )
      guard shape.problem == nil, ParameterLayout(shape).count == weightCount else {
        throw .damaged
      }
      self.weightCount = Int(weightCount)
      parameters = FineTuneParameters(
        model: String(decoding: name, as: UTF8.self),
        epochs: Int(epochs),
        batchSize: Int(batchSize),
        learningRateMultiplier: Double(bitPattern: multiplier),
        seed: Int(seed)
      )
      var pieces: [[UInt8]] = []
      while let piece = reader.readBytes() { pieces.append(piece) }
      guard reader.isAtEnd, let vocabulary = Vocabulary(pieces: pieces),
        vocabulary.count == shape.vocabulary
      else { throw .damaged }
      self.vocabulary = vocabulary
    }
  }
}

extension Int {
  /// The smallest multiple of a positive number that is not below this one.
  func roundedUp(toMultipleOf unit: Int) -> Int {
    (self + unit - 1) / unit * unit
  }
}
