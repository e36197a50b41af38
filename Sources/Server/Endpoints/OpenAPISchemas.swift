/// The forms of what is sent and answered.
enum OpenAPISchemas {
  private static let text: JSON = ["type": "string"]
  private static let optionalText: JSON = ["type": ["string", "null"]]
  private static let whole: JSON = ["type": "integer"]
  private static let optionalWhole: JSON = ["type": ["integer", "null"]]
  private static let number: JSON = ["type": "number"]
  private static let truth: JSON = ["type": "boolean"]
  private static let optionalTruth: JSON = ["type": ["boolean", "null"]]

  private static func reference(_ name: String) -> JSON {
    ["$ref": .string("#/components/schemas/\(name)")]
  }

  private static func list(of item: JSON) -> JSON { ["type": "array", "items": item] }

  private static func either(_ forms: JSON...) -> JSON { ["anyOf": .array(forms)] }

  private static func range(_ type: String, _ least: JSON, _ most: JSON) -> JSON {
    ["type": [.string(type), "null"], "minimum": least, "maximum": most]
  }

  /// An object; names with a question mark may be absent.
  private static func object(_ members: [(String, JSON)], closed: Bool = false) -> JSON {
    let properties = members.map { name, schema in
      JSON.Member(name: name.hasSuffix("?") ? String(name.dropLast()) : name, value: schema)
    }
    let required = members.map(\.0).filter { !$0.hasSuffix("?") }
    let json: JSON = ["type": "object", "properties": .object(properties)]
    let whole = required.isEmpty ? json : json.adding("required", .strings(required))
    return closed ? whole.adding("additionalProperties", false) : whole
  }

  private static func page(of name: String, ends: Bool) -> JSON {
    object(
      [("object", ["const": "list"]), ("data", list(of: reference(name)))]
        + (ends ? [("first_id", text), ("last_id", text)] : [])
        + [("has_more", truth)]
    )
  }

  /// All schemas.
  static let all: [(name: String, schema: JSON)] =
    common + files + jobs + legacyJobs + models + answers

  private static let common: [(name: String, schema: JSON)] = [
    ("Anything", ["type": "object"]),
    (
      "Error",
      object([
        (
          "error",
          object([
            ("message", text), ("type", text), ("param", optionalText), ("code", optionalText),
          ])
        )
      ])
    ),
    ("Deleted", object([("id", text), ("object", text), ("deleted", truth)])),
  ]

  private static let files: [(name: String, schema: JSON)] = [
    (
      "CreateFile",
      object([
        ("file", ["type": "string", "contentMediaType": "application/octet-stream"]),
        ("purpose", ["type": "string", "enum": .strings(FileEndpoints.purposes)]),
      ])
    ),
    (
      "File",
      object([
        ("id", text), ("object", ["const": "file"]), ("bytes", whole), ("created_at", whole),
        ("filename", text), ("purpose", text), ("status", text),
      ])
    ),
    ("FileList", page(of: "File", ends: true)),
  ]

  private static let hyperparameters = object(
    [
      ("n_epochs?", either(["const": "auto"], range("integer", 1, 100_000))),
      ("batch_size?", either(["const": "auto"], range("integer", 1, 100_000))),
      ("learning_rate_multiplier?", either(["const": "auto"], range("number", 0, 1000))),
    ],
    closed: true
  )

  private static let jobs: [(name: String, schema: JSON)] = [
    (
      "CreateFineTuningJob",
      object(
        [
          ("model", text), ("training_file", text), ("validation_file?", optionalText),
          ("hyperparameters?", either(["type": "null"], hyperparameters)),
          (
            "method?",
            object([
              ("type?", ["const": "supervised"]),
              ("supervised?", object([("hyperparameters?", hyperparameters)])),
            ])
          ),
          ("suffix?", ["type": ["string", "null"], "minLength": 1, "maxLength": 64]),
          ("seed?", range("integer", 0, 2_147_483_647)),
          (
            "metadata?",
            ["type": ["object", "null"], "additionalProperties": text, "maxProperties": 16]
          ),
          ("integrations?", ["type": ["array", "null"], "maxItems": 0]),
        ],
        closed: true
      )
    ),
    (
      "FineTuningJob",
      object([
        ("id", text), ("object", ["const": "fine_tuning.job"]), ("model", text),
        ("created_at", whole), ("finished_at", optionalWhole),
        ("fine_tuned_model", optionalText), ("organization_id", text),
        ("result_files", list(of: text)),
        (
          "status",
          [
            "enum": [
              "validating_files", "queued", "running", "succeeded", "failed", "cancelled",
            ]
          ]
        ),
        ("training_file", text), ("validation_file", optionalText),
        ("hyperparameters", hyperparameters), ("trained_tokens", optionalWhole),
        (
          "error",
          either(
            ["type": "null"],
            object([("code", text), ("message", text), ("param", optionalText)])
          )
        ),
        ("seed", whole), ("metadata", ["type": ["object", "null"]]),
      ])
    ),
    ("FineTuningJobList", page(of: "FineTuningJob", ends: false)),
    (
      "FineTuningEvent",
      object([
        ("id", text), ("object", ["const": "fine_tuning.job.event"]), ("created_at", whole),
        ("level", ["enum": ["info", "warn", "error"]]), ("message", text),
        ("type", ["enum": ["message", "metrics"]]), ("data", ["type": "object"]),
      ])
    ),
    ("FineTuningEventList", page(of: "FineTuningEvent", ends: false)),
    (
      "FineTuningCheckpoint",
      object([
        ("id", text), ("object", ["const": "fine_tuning.job.checkpoint"]), ("created_at", whole),
        ("fine_tuned_model_checkpoint", text), ("fine_tuning_job_id", text),
        ("step_number", whole), ("metrics", ["type": "object"]),
      ])
    ),
    ("FineTuningCheckpointList", page(of: "FineTuningCheckpoint", ends: true)),
  ]

  private static let legacyJobs: [(name: String, schema: JSON)] = [
    (
      "CreateFineTune",
      object(
        [
          ("training_file", text), ("validation_file?", optionalText), ("model?", optionalText),
          ("n_epochs?", range("integer", 1, 100_000)),
          ("batch_size?", range("integer", 1, 100_000)),
          ("learning_rate_multiplier?", range("number", 0, 1000)),
          ("prompt_loss_weight?", range("number", 0, 0)),
          ("suffix?", ["type": ["string", "null"], "minLength": 1, "maxLength": 40]),
          ("compute_classification_metrics?", ["enum": [false, .null]]),
        ],
        closed: true
      )
    ),
    (
      "FineTune",
      object([
        ("id", text), ("object", ["const": "fine-tune"]), ("model", text), ("created_at", whole),
        ("updated_at", whole), ("fine_tuned_model", optionalText), ("organization_id", text),
        ("hyperparams", ["type": "object"]), ("training_files", list(of: reference("File"))),
        ("validation_files", list(of: reference("File"))),
        ("result_files", list(of: reference("File"))),
        ("status", ["enum": ["pending", "running", "succeeded", "failed", "cancelled"]]),
        ("events?", list(of: reference("FineTuneEvent"))),
      ])
    ),
    (
      "FineTuneList",
      object([("object", ["const": "list"]), ("data", list(of: reference("FineTune")))])
    ),
    (
      "FineTuneEvent",
      object([
        ("object", ["const": "fine-tune-event"]), ("created_at", whole), ("level", text),
        ("message", text),
      ])
    ),
    (
      "FineTuneEventList",
      object([("object", ["const": "list"]), ("data", list(of: reference("FineTuneEvent")))])
    ),
  ]

  private static let models: [(name: String, schema: JSON)] = [
    (
      "Model",
      object([
        ("id", text), ("object", ["const": "model"]), ("created", whole), ("owned_by", text),
      ])
    ),
    ("ModelList", object([("object", ["const": "list"]), ("data", list(of: reference("Model")))])),
  ]

  private static let sampling: [(String, JSON)] = [
    ("temperature?", range("number", 0, 2)), ("top_p?", range("number", 1, 1)),
    ("n?", range("integer", 1, 1)),
    (
      "stop?",
      either(optionalText, ["type": "array", "items": text, "maxItems": 4])
    ),
    ("stream?", optionalTruth),
    ("presence_penalty?", range("number", 0, 0)), ("frequency_penalty?", range("number", 0, 0)),
    ("user?", optionalText), ("seed?", optionalWhole),
  ]

  private static let completion: [(String, JSON)] =
    [
      (
        "prompt?",
        either(
          optionalText,
          [
            "type": "array", "items": text, "minItems": 1, "maxItems": .integer(Limits.prompts),
          ]
        )
      ),
      ("max_tokens?", range("integer", 0, .integer(CompletionEndpoints.mostTokens))),
      ("logprobs?", range("integer", 0, 5)), ("echo?", optionalTruth),
      ("best_of?", range("integer", 0, 1)),
    ] + sampling

  private static let usage = object([
    ("prompt_tokens", whole), ("completion_tokens", whole), ("total_tokens", whole),
  ])

  private static let answers: [(name: String, schema: JSON)] = [
    ("CreateCompletion", object([("model", text)] + completion)),
    ("CreateEngineCompletion", object(completion)),
    (
      "Completion",
      object([
        ("id", text), ("object", ["const": "text_completion"]), ("created", whole),
        ("model", text),
        (
          "choices",
          list(
            of: object([
              ("text", text), ("index", whole), ("logprobs", ["type": ["object", "null"]]),
              ("finish_reason", ["enum": ["stop", "length"]]),
            ])
          )
        ),
        ("usage", usage),
      ])
    ),
    (
      "CreateChatCompletion",
      object(
        [
          ("model", text),
          (
            "messages",
            [
              "type": "array", "minItems": 1,
              "items": object([
                ("role", ["enum": ["system", "developer", "user", "assistant"]]),
                ("content", either(text, list(of: ["type": "object"]))),
              ]),
            ]
          ),
          ("max_completion_tokens?", range("integer", 1, .integer(CompletionEndpoints.mostTokens))),
          ("max_tokens?", range("integer", 1, .integer(CompletionEndpoints.mostTokens))),
          ("logprobs?", optionalTruth), ("top_logprobs?", range("integer", 0, 20)),
        ] + sampling
      )
    ),
    (
      "ChatCompletion",
      object([
        ("id", text), ("object", ["const": "chat.completion"]), ("created", whole),
        ("model", text),
        (
          "choices",
          list(
            of: object([
              ("index", whole),
              (
                "message",
                object([("role", text), ("content", text), ("refusal", ["type": "null"])])
              ),
              ("logprobs", ["type": ["object", "null"]]),
              ("finish_reason", ["enum": ["stop", "length"]]),
            ])
          )
        ),
        ("usage", usage),
      ])
    ),
  ]
}
