import Providers

// Requests and results as `docs/worker.md` describes them.

/// Which model does a request, and how.
struct WorkerModel: Encodable, Sendable {
  var folder: String?
  var random: RandomConfiguration?
  var adapter: String?

  /// The untuned model of some files; of a random one, its name says all.
  ///
  /// - Throws: `ProviderError.file`.
  init(
    _ name: String,
    _ files: [DataFile],
    adapter: String? = nil,
    below parent: String
  ) throws(ProviderError) {
    if case .random(let family) = ModelSource(name, in: ".") {
      random = RandomConfiguration(modelType: family)
    } else {
      folder = try ModelFolder.make(of: files, below: parent)
    }
    self.adapter = adapter
  }

  /// A whole model in a folder.
  init(folder: String) {
    self.folder = folder
  }

  /// A whole model of some files.
  init(_ files: [DataFile], below parent: String) throws(ProviderError) {
    folder = try ModelFolder.make(of: files, below: parent)
  }
}

/// A model of two small layers, in the words of Transformers' configurations.
struct RandomConfiguration: Encodable, Sendable {
  var modelType: String

  private enum CodingKeys: String, CodingKey {
    case modelType = "model_type"
    case hiddenSize = "hidden_size"
    case layers = "num_hidden_layers"
    case heads = "num_attention_heads"
    case keyHeads = "num_key_value_heads"
    case inner = "intermediate_size"
    case positions = "max_position_embeddings"
    case headSize = "head_dim"
    case ffn = "ffn_dim"
    case projection = "word_embed_proj_dim"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(modelType, forKey: .modelType)
    try container.encode(64, forKey: .hiddenSize)
    try container.encode(2, forKey: .layers)
    try container.encode(4, forKey: .heads)
    try container.encode(1024, forKey: .positions)
    switch modelType {
    case "opt":
      try container.encode(256, forKey: .ffn)
      try container.encode(64, forKey: .projection)
    case "gpt2": break
    case "gpt_neox": try container.encode(256, forKey: .inner)
    default:
      try container.encode(256, forKey: .inner)
      try container.encode(2, forKey: .keyHeads)
      try container.encode(16, forKey: .headSize)
    }
  }
}

/// Tunes a model.
struct TrainRequest: Encodable, Sendable {
  let `do` = "train"
  var model: WorkerModel
  var settings: TrainingSettings
  var data: String
  var validation: String?
  var to: String
  var checkpoint: String

  private enum CodingKeys: String, CodingKey {
    case `do`, model, data, validation, to, checkpoint
  }

  func encode(to encoder: any Encoder) throws {
    try settings.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(`do`, forKey: .do)
    try container.encode(model, forKey: .model)
    try container.encode(data, forKey: .data)
    try container.encodeIfPresent(validation, forKey: .validation)
    try container.encode(to, forKey: .to)
    try container.encode(checkpoint, forKey: .checkpoint)
  }
}

/// A manifest's parameters of a training in the worker's words.
struct TrainingSettings: Encodable, Sendable {
  struct Adapters: Encodable, Sendable {
    var rank: Int?
    var alpha: Double?
    var dropout: Double?
    var modules: [String]?
  }

  var precision: String?
  var documentStart: String?
  var documentEnd: String?
  var seed: Int
  var epochs: Int
  var batchSize: Int
  var microBatchSize: Int?
  var learningRate: Double?
  var schedule: String?
  var warmup: Double?
  var weightDecay: Double?
  var clip: Double?
  var packing: Bool
  var maxLength: Int?
  var gradientCheckpointing: Bool
  var lora: Adapters?
  var keepsAdapter: Bool
  var checkpointMinutes: Double?

  enum CodingKeys: String, CodingKey {
    case precision, seed, epochs, schedule, warmup, clip, packing, lora
    case documentStart = "document_start"
    case documentEnd = "document_end"
    case batchSize = "batch_size"
    case microBatchSize = "micro_batch_size"
    case learningRate = "learning_rate"
    case weightDecay = "weight_decay"
    case maxLength = "max_length"
    case gradientCheckpointing = "gradient_checkpointing"
    case keepsAdapter = "keeps_adapter"
    case checkpointMinutes = "checkpoint_minutes"
  }

  init(_ parameters: FineTuneParameters) {
    let own = parameters.own
    func integer(_ name: String) -> Int? {
      if case .integer(let number)? = own[name] { number } else { nil }
    }
    precision = TrainingKeys.text("precision", own)
    documentStart = TrainingKeys.text("document-start", own)
    documentEnd = TrainingKeys.text("document-end", own)
    seed = parameters.seed
    epochs = parameters.epochs
    batchSize = parameters.batchSize
    microBatchSize = integer("micro-batch-size")
    learningRate = TrainingKeys.number("learning-rate", own)
    schedule = TrainingKeys.text("schedule", own)
    warmup = TrainingKeys.number("warmup", own)
    weightDecay = TrainingKeys.number("weight-decay", own)
    clip = TrainingKeys.number("clip", own)
    packing = TrainingKeys.boolean("packing", own)
    maxLength = integer("max-length")
    gradientCheckpointing = TrainingKeys.boolean("gradient-checkpointing", own)
    if TrainingKeys.isLoRA(own) {
      var modules: [String]?
      if case .texts(let names)? = own["lora.modules"] { modules = names }
      lora = Adapters(
        rank: integer("lora.rank"),
        alpha: TrainingKeys.number("lora.alpha", own),
        dropout: TrainingKeys.number("lora.dropout", own),
        modules: modules
      )
    }
    keepsAdapter = TrainingKeys.keptWeights(own) == .additions
    checkpointMinutes = TrainingKeys.number("checkpoint-every", own)
  }
}

/// Makes a folder of a `.gguf` file.
struct ConvertRequest: Encodable, Sendable {
  let `do` = "convert"
  var from: String
  var to: String
}

/// Fetches a model from the hub.
struct DownloadRequest: Encodable, Sendable {
  let `do` = "download"
  var name: String
  var revision: String
  var to: String
}

/// The files that a request has made, with their sizes in bytes.
struct MadeFiles: Decodable, Sendable {
  var files: [String: Int]

  /// The commit of what was fetched.
  var commit: String?
}

/// What a training has made.
struct TrainResult: Decodable, Sendable {
  var files: [String: Int]
  var parameters: Int
  var tokens: Int
  var seconds: Double
  var device: String
  var versions: [String: String]
  var peakMemory: PeakMemory

  /// In bytes.
  struct PeakMemory: Decodable, Sendable {
    var host: Int
    var device: Int?
  }

  enum CodingKeys: String, CodingKey {
    case files, parameters, tokens, seconds, device, versions
    case peakMemory = "peak_memory"
  }

  var machine: TrainingMachine {
    TrainingMachine(
      device: device,
      versions: versions,
      peakMemory: peakMemory.host,
      peakDeviceMemory: peakMemory.device
    )
  }
}

/// Asks a model to go on.
struct CompleteFields: Encodable, Sendable {
  let `do` = "complete"
  var prompts: [String]
  var maximumTokens: Int
  var stop: [String]
  var temperature: Double

  enum CodingKeys: String, CodingKey {
    case `do`, prompts, stop, temperature
    case maximumTokens = "maximum_tokens"
  }
}

struct CompleteResult: Decodable, Sendable {
  struct Item: Decodable {
    var text: String
    var isFinished: Bool

    enum CodingKeys: String, CodingKey {
      case text
      case isFinished = "is_finished"
    }
  }

  var completions: [Item]
}

/// Asks a model how likely it finds texts.
struct ScoreFields: Encodable, Sendable {
  struct Item: Encodable {
    var prompt: String
    var target: String
  }

  let `do` = "score"
  var items: [Item]
}

struct ScoreResult: Decodable, Sendable {
  struct Item: Decodable {
    var logProbability: Double
    var tokens: Int

    enum CodingKeys: String, CodingKey {
      case tokens
      case logProbability = "log_probability"
    }
  }

  var scores: [Item]
}
