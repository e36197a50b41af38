import Providers

/// The keys below a manifest's `fine-tune` that this provider has of its own.
enum TrainingKeys {
  /// There is no multiplier: a learning rate is given as such, and none is converted.
  static let section = TrainingSection(
    hasLearningRateMultiplier: false,
    own: [
      TrainingParameter(
        "learning-rate",
        .number(from: 0, includesLower: false, to: 1),
        absence: .isError,
        "Peak of AdamW's learning rate; there is no default that fits all models and methods.",
        example: "0.0005"
      ),
      TrainingParameter(
        "method",
        .word(["full", "lora"]),
        absence: .means(.text("full")),
        "Whether all weights are trained, or low-rank adapters of the linear layers.",
        example: "full"
      ),
      TrainingParameter(
        "lora",
        .section([
          TrainingParameter(
            "rank",
            .integer(1...65_536),
            "Rank of the adapters.",
            example: "32"
          ),
          TrainingParameter(
            "alpha",
            .number(from: 0, includesLower: false, to: 1_000_000),
            "Weight of the adapters; their product is multiplied by alpha / rank.",
            example: "64"
          ),
          TrainingParameter(
            "dropout",
            .number(from: 0, includesLower: true, to: 0.99),
            "Share of an adapter's inputs that are left out while it is trained; 0 without the key.",
            example: "0.05"
          ),
          TrainingParameter(
            "modules",
            .texts,
            "Names of the layers that get adapters; without the key all linear ones but the output.",
            example: "[q_proj, v_proj]"
          ),
        ]),
        "Adapters, for the method lora."
      ),
      TrainingParameter(
        "schedule",
        .word(["linear", "cosine", "constant"]),
        absence: .means(.text("linear")),
        "How the learning rate falls to 0 after its peak, or stays.",
        example: "cosine"
      ),
      TrainingParameter(
        "warmup",
        .number(from: 0, includesLower: true, to: 1),
        absence: .means(.number(0.05)),
        "Share of the steps over which the learning rate rises to its peak.",
        example: "0.1"
      ),
      TrainingParameter(
        "weight-decay",
        .number(from: 0, includesLower: true, to: 10),
        absence: .means(.number(0)),
        "Decay of AdamW.",
        example: "0.01"
      ),
      TrainingParameter(
        "clip",
        .number(from: 0, includesLower: false, to: 1_000_000),
        absence: .means(.number(1)),
        "Largest norm of a step's gradient.",
        example: "0.5"
      ),
      TrainingParameter(
        "micro-batch-size",
        .integer(1...100_000),
        "Documents in memory at once; without the key as many as a step has.",
        example: "2"
      ),
      TrainingParameter(
        "packing",
        .boolean,
        absence: .means(.boolean(true)),
        "Whether the documents of a step stand in one row, none of which sees another.",
        example: "false"
      ),
      TrainingParameter(
        "max-length",
        .integer(1...1_000_000),
        absence: .means(.integer(2048)),
        "Most tokens of a document; a longer one is an error.",
        example: "4096"
      ),
      TrainingParameter(
        "document-start",
        .text,
        "Token that every document begins with; without the key the tokenizer's.",
        example: "\"<|im_start|>\""
      ),
      TrainingParameter(
        "document-end",
        .text,
        "Token that every document ends with; without the key the tokenizer's.",
        example: "\"<|im_end|>\""
      ),
      TrainingParameter(
        "precision",
        .word(["auto", "fp32", "bf16"]),
        absence: .means(.text("auto")),
        "Type of matrix products; auto is bf16 on a GPU that has it. Weights are float32.",
        example: "fp32"
      ),
      TrainingParameter(
        "gradient-checkpointing",
        .boolean,
        absence: .means(.boolean(false)),
        "Whether layers are computed again for the gradient, for less memory and more time.",
        example: "true"
      ),
      TrainingParameter(
        "keep",
        .word(["model", "adapter", "metrics"]),
        absence: .means(.text("model")),
        "What stays once a model was asked: all of it, its adapters alone, or what was measured.",
        example: "model"
      ),
      TrainingParameter(
        "checkpoint-every",
        .number(from: 0, includesLower: false, to: 10_000),
        absence: .means(.number(10)),
        changesResult: false,
        "Minutes between the checkpoints that a training goes on from after a stop.",
        example: "2"
      ),
      TrainingParameter(
        "revision",
        .text,
        "Commit, tag or branch of models of the Hugging Face hub.",
        example: "0f2ad3b"
      ),
      TrainingParameter(
        "download",
        .boolean,
        absence: .means(.boolean(false)),
        changesResult: false,
        "Whether models may be fetched from the Hugging Face hub.",
        example: "true"
      ),
      TrainingParameter(
        "python",
        .text,
        changesResult: false,
        "Python program with PyTorch and Transformers; without the key it is looked for.",
        example: "/opt/venv/bin/python"
      ),
    ]
  )

  static func text(_ name: String, _ own: [String: ParameterValue]) -> String? {
    if case .text(let text)? = own[name] { text } else { nil }
  }

  static func boolean(_ name: String, _ own: [String: ParameterValue]) -> Bool {
    own[name] == .boolean(true)
  }

  static func number(_ name: String, _ own: [String: ParameterValue]) -> Double? {
    switch own[name] {
    case .number(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  /// The program that a manifest names; nil where one is looked for.
  static func python(_ own: [String: ParameterValue]) -> String? { text("python", own) }

  static func isLoRA(_ own: [String: ParameterValue]) -> Bool { text("method", own) == "lora" }

  /// What stays of a model's weights.
  static func keptWeights(_ own: [String: ParameterValue]) -> KeptWeights {
    switch text("keep", own) {
    case "metrics": .none
    case "adapter" where isLoRA(own): .additions
    default: .all
    }
  }

  /// What one key forbids to another.
  static func violations(in parameters: FineTuneParameters) -> [UnsupportedParameter] {
    let own = parameters.own
    var found: [UnsupportedParameter] = []
    if isLoRA(own) {
      if own["lora.rank"] == nil || own["lora.alpha"] == nil {
        found.append(
          UnsupportedParameter(key: "method", reason: "lora with 'lora.rank' and 'lora.alpha'")
        )
      }
    } else {
      for name in ["rank", "alpha", "dropout", "modules"] where own["lora.\(name)"] != nil {
        found.append(
          UnsupportedParameter(key: "lora.\(name)", reason: "adapters with 'method: lora' alone")
        )
      }
      if text("keep", own) == "adapter" {
        found.append(UnsupportedParameter(key: "keep", reason: "adapter with 'method: lora' alone"))
      }
    }
    return found
  }
}
