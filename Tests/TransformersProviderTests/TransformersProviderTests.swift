import Foundation
import Providers
import Synchronization
import System
import TestSupport
import Testing

@testable import TransformersProvider

/// The provider with a stand-in for Python; what the worker itself does is tested in `Tests/WorkerTests`.
@Suite(.timeLimit(.hang)) struct TransformersProviderTests {
  private let folder = TemporaryFolder()

  private static let own: [String: ParameterValue] = [
    "learning-rate": .number(0.001), "method": .text("full"), "schedule": .text("linear"),
    "warmup": .number(0.05), "packing": .boolean(true), "max-length": .integer(99),
  ]

  /// A program that answers as Python with the worker does.
  private func python(_ name: String = "python") -> String {
    folder.link(name, to: PackageFolder.path("Tests/TransformersProviderTests/stand-in.py"))
    return "\(folder.path)/\(name)"
  }

  private func provider(
    devices: [String] = [],
    _ name: String = "python"
  ) throws -> TransformersProvider {
    var variables = ProcessInfo.processInfo.environment
    variables["CUDA_VISIBLE_DEVICES"] = nil
    return TransformersProvider(
      variables: variables,
      pythons: ["/nowhere/python", python(name)],
      devices: devices
    )
  }

  /// What the stand-in has noted.
  private var seen: [String] { folder.lines(of: "seen") }

  private func dataFile(_ name: String, _ text: String = "") -> DataFile {
    let path = folder.write(text, to: "objects-\(name)")
    return DataFile(name: name, path: path, digest: "d-\(name)-\(text)", byteCount: text.count)
  }

  private func request(seed: Int = 0, own: [String: ParameterValue] = own) throws -> FineTuneRequest
  {
    let output = "\(folder.path)/output-\(seed)"
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    return FineTuneRequest(
      parameters: FineTuneParameters(
        model: "models/small",
        epochs: 2,
        batchSize: 4,
        learningRateMultiplier: nil,
        seed: seed,
        own: own
      ),
      trainingFile: UploadedFile(id: RemoteFileID(rawValue: "f"), content: dataFile("train.jsonl")),
      validationFile: nil,
      baseModel: [dataFile("config.json"), dataFile("model.safetensors")],
      suffix: "label",
      stepKey: String(repeating: "ab", count: 32),
      outputFolder: output,
      stateFolder: "\(folder.path)/state"
    )
  }

  @discardableResult
  private func tune(
    _ provider: TransformersProvider,
    _ request: FineTuneRequest,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void = { _ in }
  ) async throws(ProviderError) -> FineTunedModel {
    let job = try await provider.fineTuning.createJob(request)
    return try await provider.fineTuning.result(of: job, onEvent: onEvent)
  }

  @Test func `a training gives its curve and the files of a model`() async throws {
    let provider = try provider()
    let request = try request()
    let metrics = Mutex<[FineTuneMetric]>([])
    let model = try await tune(provider, request) { event in
      if case .metric(let metric) = event { metrics.withLock { $0.append(metric) } }
    }
    #expect(
      metrics.withLock(\.self) == [
        FineTuneMetric(step: 1, epoch: 1, trainingLoss: 2),
        FineTuneMetric(step: 2, epoch: 2, trainingLoss: 1, validationLoss: 1.5),
      ]
    )
    #expect(model.files == provider.modelFiles(of: request.parameters))
    #expect(model.parameterCount == 7 && model.trainedTokens == 11 && model.seconds == 0.5)
    #expect(model.machine?.device == "a stand-in" && model.machine?.peakMemory == 1 << 30)
    for name in model.files {
      #expect(FileManager.default.fileExists(atPath: "\(request.outputFolder)/\(name)"))
    }
    let line = try #require(seen.first { $0.hasPrefix("train ") })
    for part in [
      #""learning_rate": 0.001"#, #""max_length": 99"#, #""batch_size": 4"#, #""epochs": 2"#,
      #""checkpoint": "#, #""packing": true"#,
    ] {
      #expect(line.contains(part), "\(line)")
    }
    #expect(!line.contains("label"))
  }

  @Test func `adapters are kept alone where the manifest says so`() async throws {
    let provider = try provider()
    let own = Self.own.merging([
      "method": .text("lora"), "keep": .text("adapter"), "lora.rank": .integer(8),
      "lora.alpha": .integer(16),
    ]) { $1 }
    let request = try request(own: own)
    let model = try await tune(provider, request)
    #expect(model.files == ["adapter_config.json", "adapter_model.safetensors"])
    #expect(seen.contains { $0.contains(#""lora": {"alpha": 16, "rank": 8}"#) })
    let tuned = ModelReference(
      id: "m",
      baseModel: "models/small",
      stage: .tuned,
      files: model.files.map { dataFile($0) },
      baseFiles: request.baseModel,
      own: own,
      stateFolder: request.stateFolder
    )
    _ = try await provider.completions.completions(
      of: ["a"],
      by: tuned,
      decoding: Decoding(temperature: 0, maximumTokens: 5, stop: ["\n"])
    )
    #expect(seen.last?.contains(#""adapter": ""#) == true)
    #expect(seen.last?.contains(#""folder": ""#) == true)
  }

  @Test func `weights that are not to stay are asked until they are discarded`() async throws {
    let provider = try provider()
    let own = Self.own.merging(["keep": .text("metrics")]) { $1 }
    let request = try request(own: own)
    // What a training left that was killed is no part of the model.
    let weights = folder.write("old", to: "state/transformers/weights/\(request.stepKey)/old")
    let model = try await tune(provider, request)
    #expect(model.files == [] && provider.modelFiles(of: request.parameters) == [])
    #expect(!FileManager.default.fileExists(atPath: weights))
    let tuned = ModelReference(
      id: "m",
      baseModel: "models/small",
      stage: .tuned,
      own: own,
      stateFolder: request.stateFolder,
      trainingKey: request.stepKey
    )
    func ask() async throws(ProviderError) {
      _ = try await provider.completions.completions(
        of: ["a"],
        by: tuned,
        decoding: Decoding(temperature: 0, maximumTokens: 5, stop: ["\n"])
      )
    }
    try await ask()
    for _ in 1...2 { try provider.discard(tuned) }
    let error = await #expect(throws: ProviderError.self) { try await ask() }
    #expect("\(try #require(error))".contains("removed once it was asked"))
  }

  @Test func `documents are counted where the tokenizer is at hand, and each once`() throws {
    let provider = try provider()
    folder.write("{}", to: "models/m/tokenizer.json")
    let limits = provider.documentLimits(
      ofModels: ["./models/m", "random:llama", "m.gguf", "lab/small", "./models/none"],
      in: folder.path,
      Self.own
    )
    // Those of the first two.
    #expect(limits.map(\.bytes) == [97, 97])
    // Ninety characters of two bytes each, and ninety-eight of one.
    let documents = [
      (prompt: "", completion: String(repeating: "é", count: 90)),
      (prompt: "aaaa", completion: String(repeating: "b", count: 94)),
    ]
    for _ in 1...2 {
      #expect(
        limits[0].objections(documents)
          == [nil, "has 100 tokens of './models/m', and 'fine-tune.max-length' is 99"]
      )
    }
    #expect(seen == ["counted"])
    #expect(
      limits[1].objections(documents).map { $0?.prefix(14) } == [
        "has 182 tokens", "has 100 tokens",
      ]
    )
  }

  @Test func `one worker trains and answers, one request after another`() async throws {
    let provider = try provider()
    let request = try request()
    try await tune(provider, request)
    let tuned = ModelReference(
      id: "m",
      baseModel: "models/small",
      stage: .tuned,
      files: [dataFile("config.json"), dataFile("model.safetensors", "tuned")],
      baseFiles: request.baseModel,
      own: Self.own,
      stateFolder: request.stateFolder
    )
    let decoding = Decoding(temperature: 0, maximumTokens: 5, stop: ["\n"])
    let completions = try await provider.completions.completions(
      of: ["a", "b"],
      by: tuned,
      decoding: decoding
    )
    #expect(completions.map(\.text) == ["a!", "b!"])
    let items = [PromptAndTarget(prompt: "a", target: " b")]
    let scores = try await provider.completions.scores(of: items, by: tuned)
    #expect(scores == [TargetScore(logProbability: -1.5, tokenCount: 2)])
    #expect(seen.filter { $0.hasPrefix("started") }.count == 1)
    await #expect(throws: ProviderError.self) {
      try await provider.completions.completions(of: ["too few"], by: tuned, decoding: decoding)
    }
  }

  @Test(arguments: [
    (13, "the loss is no longer a finite number"), (14, "the worker said what is no answer"),
    (15, "CUDA error: device-side assert"), (17, "has left no file 'config.json'"),
  ])
  func `what goes wrong in the worker is told, and the next request has another`(
    seed: Int,
    words: String
  ) async throws {
    let provider = try provider()
    let error = await #expect(throws: ProviderError.self) {
      try await tune(provider, try request(seed: seed))
    }
    #expect("\(try #require(error))".contains(words), "\(error.map { "\($0)" } ?? "")")
    try await tune(provider, try request(seed: 1))
  }

  @Test func `a cancelled training is asked to stop and its process ends`() async throws {
    let provider = try provider()
    let request = try request(seed: 16)
    let training = Task { try await tune(provider, request) }
    while !seen.contains("waits") { try await Task.sleep(for: .milliseconds(5)) }
    training.cancel()
    let error = await #expect(throws: ProviderError.self) { try await training.value }
    #expect(error == .cancelled)
    #expect(seen.last == "stopped")
  }

  @Test func `workers at the same time have a GPU each`() async throws {
    let provider = try provider(devices: ["0", "1"])
    let requests = [try request(seed: 16), try request(seed: 1)]
    let first = Task { try await tune(provider, requests[0]) }
    while !seen.contains("waits") { try await Task.sleep(for: .milliseconds(5)) }
    try await tune(provider, requests[1])
    first.cancel()
    _ = try? await first.value
    #expect(seen.filter { $0.hasPrefix("started") } == ["started on 0", "started on 1"])
  }

  @Test func `a worker that has nothing to do gives its GPU to one with another Python`()
    async throws
  {
    let provider = try provider(devices: ["0"])
    try await tune(provider, try request(seed: 1))
    let other = Self.own.merging(["python": .text(python("other-python"))]) { $1 }
    try await tune(provider, try request(seed: 2, own: other))
    #expect(seen.filter { $0.hasPrefix("started") } == ["started on 0", "started on 0"])
  }

  @Test func `a file of another form and a model of the hub are prepared`() async throws {
    let provider = try provider()
    let service = try #require(provider.preparation)
    folder.write("weights", to: "m.gguf")
    let base = try service.baseModel("m.gguf", in: folder.path, [:])
    #expect(base.files.map(\.name) == ["model.gguf"])
    #expect(base.preparation?.makes == ModelFolder.files)
    func preparation(_ model: String, _ own: [String: ParameterValue]) throws -> ModelPreparation {
      let output = "\(folder.path)/\(UUID())"
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
      return ModelPreparation(
        model: model,
        own: own,
        files: model == "m.gguf" ? [dataFile("model.gguf", "weights")] : [],
        outputFolder: output,
        stateFolder: "\(folder.path)/state"
      )
    }
    let made = try await service.prepare(try preparation("m.gguf", [:])) { _ in }
    #expect(made == ModelFolder.files)
    let hub = try service.baseModel("lab/small", in: folder.path, ["revision": .text("v1")])
    #expect(
      hub.preparation?.parameters == ["from": "hub", "name": "lab/small", "revision": "v1"]
    )
    let error = await #expect(throws: ProviderError.self) {
      try await service.prepare(try preparation("lab/small", [:])) { _ in }
    }
    #expect("\(try #require(error))".contains("'fine-tune.download: true'"))
    let notes = Mutex<[FineTuneEvent]>([])
    let request = try preparation(
      "lab/small",
      ["download": .boolean(true), "revision": .text("v1")]
    )
    _ = try await service.prepare(request) { event in notes.withLock { $0.append(event) } }
    #expect(notes.withLock(\.self) == [.message("the commit is c0ffee")])
    #expect(
      try String(contentsOfFile: "\(request.outputFolder)/config.json", encoding: .utf8) == "v1"
    )
  }

  @Test func `what is no model is refused before anything is done`() throws {
    let service = try #require(try provider().preparation)
    folder.write("{}", to: "empty/config.json")
    folder.write("{}", to: "pickled/config.json")
    folder.write("", to: "pickled/pytorch_model.bin")
    for (name, words) in [
      ("./empty", "no weights in safetensors"), ("./pickled", "may hold code"),
      ("random:mamba", "there is no family 'mamba'"),
    ] {
      let error = #expect(throws: ProviderError.self) {
        try service.baseModel(name, in: folder.path, [:])
      }
      #expect("\(try #require(error))".contains(words), "\(name)")
    }
    for (name, words) in [
      ("./none", "has no file 'config.json'"), ("none.gguf", "there is no file"),
    ] {
      // A manifest can be checked where its model is not.
      let absence = try service.baseModel(name, in: folder.path, [:]).absence
      #expect(absence?.contains(words) == true)
    }
    folder.write("{}", to: "whole/config.json")
    folder.write("", to: "whole/model.safetensors")
    folder.write("", to: "whole/README.md")
    let base = try service.baseModel("./whole", in: folder.path, [:])
    #expect(base.files.map(\.name) == ["config.json", "model.safetensors"])
    #expect(base.preparation == nil)
  }

  @Test func `a Python without packages is told with what it lacks`() async throws {
    let provider = try provider("python-without-torch")
    #expect(provider.software(for: [:])["torch"] == nil)
    let error = await #expect(throws: ProviderError.self) {
      try await tune(provider, try request())
    }
    #expect("\(try #require(error))".contains("lacks torch"))
    let named = Self.own.merging(["python": .text("/nowhere/else")]) { $1 }
    #expect(provider.software(for: named) == ["python": "absent"])
    let other = await #expect(throws: ProviderError.self) {
      try await tune(provider, try request(own: named))
    }
    #expect("\(try #require(other))".contains("no Python was found at '/nowhere/else'"))
  }

  @Test func `keys that need each other are told`() {
    func violations(_ own: [String: ParameterValue]) -> [String] {
      TrainingKeys.violations(
        in: FineTuneParameters(
          model: "m",
          epochs: 1,
          batchSize: 1,
          learningRateMultiplier: nil,
          seed: 0,
          own: own
        )
      )
      .map(\.key)
    }
    #expect(violations(["method": .text("lora")]) == ["method"])
    #expect(violations(["method": .text("full"), "lora.rank": .integer(8)]) == ["lora.rank"])
    #expect(violations(["method": .text("full"), "keep": .text("adapter")]) == ["keep"])
    #expect(
      violations([
        "method": .text("lora"), "lora.rank": .integer(8), "lora.alpha": .integer(8),
        "keep": .text("adapter"),
      ]).isEmpty
    )
  }

  @Test func `the program has every file of the worker, and runs no other`() throws {
    let written = PackageFolder.files(
      below: "Sources/TransformersProvider/Worker/manifest_worker",
      ending: ".py"
    )
    #expect(WorkerCode.files.map(\.name) == written.sorted())
    let code = try WorkerCode.write(below: folder.path)
    let path = "\(code)/manifest_worker/asking.py"
    try Data("import evil".utf8).write(to: URL(filePath: path))
    #expect(try WorkerCode.write(below: folder.path) == code)
    let asking = try #require(WorkerCode.files.first { $0.name == "asking.py" })
    #expect(try FileSystem.read(path) == asking.bytes)
  }

  @Test func `links follow files that have moved`() throws {
    let first = dataFile("config.json")
    let made = try ModelFolder.make(of: [first], below: folder.path)
    var moved = first
    moved.path = folder.write("", to: "elsewhere")
    #expect(try ModelFolder.make(of: [moved], below: folder.path) == made)
    #expect(FileSystem.target(ofLink: "\(made)/config.json") == moved.path)
  }
}
