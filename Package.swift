// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),
  .treatWarning("DeprecatedDeclaration", as: .warning),
]

// libFuzzer brings the main function, so the fuzzer builds with it alone: see scripts/fuzz.
let isFuzzing = Context.environment["FUZZ"] != nil

// The readers of bytes that others wrote. They are internal to their targets, which only tests see into:
// what must hold for them is in the fuzzer and in the tests of its corpus, and in no library.
let readers: [Target.Dependency] = [
  "Diagnostics", "Manifest", "Engine", "HTTP", "Providers", "Metrics", "Report", "Steps",
  "LocalProvider", "OpenAIProvider", "Server", "System",
  .product(name: "Crypto", package: "swift-crypto"),
]
let fuzzing: Target =
  isFuzzing
  ? .executableTarget(
    name: "fuzz-readers",
    dependencies: readers,
    path: "Tests/Fuzzing",
    exclude: ["corpus", "Tests"],
    sources: ["Targets", "Entry"],
    swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
  )
  : .testTarget(
    name: "FuzzingTests",
    dependencies: readers + ["TestSupport"],
    path: "Tests/Fuzzing",
    exclude: ["corpus", "Entry"],
    sources: ["Targets", "Tests"],
    swiftSettings: settings
  )

// The modules of the worker for open-weights models.
let worker = [
  "__init__", "__main__", "asking", "checkpoints", "counting", "documents", "environment",
  "machine", "models", "refusals", "requests", "saving", "spelling", "telling", "training",
]

let package = Package(
  name: "manifest-run",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "manifest-run", targets: ["manifest-run"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
  ],
  targets: [
    // Files, processes, time, environment and plain forms of data; all others may import it. On macOS
    // the package's modules are looked up before the system's, whose framework of this name is not seen.
    .target(name: "System", swiftSettings: settings),
    // Source text, ranges, diagnostics and their rendering.
    .target(name: "Diagnostics", dependencies: ["System"], swiftSettings: settings),
    // The system libyaml, seen by YAMLBridge alone.
    .systemLibrary(
      name: "CYAML",
      path: "Sources/YAMLBridge/CYAML",
      pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
    ),
    // Text to events to located nodes.
    .target(
      name: "YAMLBridge",
      dependencies: ["CYAML", "Diagnostics"],
      exclude: ["CYAML"],
      swiftSettings: settings + [.strictMemorySafety()]
    ),
    // Nodes to a typed, validated, resolved manifest.
    .target(
      name: "Manifest",
      dependencies: ["YAMLBridge", "Diagnostics", "System"],
      swiftSettings: settings
    ),
    // Plan, scheduler, cache keys, stores, journal, run events; knows no step kind.
    .target(
      name: "Engine",
      dependencies: [
        "System",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings
    ),
    // What a model provider can do: protocols and values.
    .target(name: "Providers", dependencies: ["System"], swiftSettings: settings),
    // Intervals and tests.
    .target(name: "Statistics", swiftSettings: settings),
    // What is measured of a model: each metric is one value.
    .target(name: "Metrics", dependencies: ["Statistics"], swiftSettings: settings),
    // What was measured, and tables of columns as text, Markdown, HTML, CSV and JSON.
    .target(name: "Report", dependencies: ["Metrics", "Statistics"], swiftSettings: settings),
    // The step kinds, and manifest to plan.
    .target(
      name: "Steps",
      dependencies: [
        "Manifest", "Engine", "Providers", "Statistics", "Metrics", "Report", "Diagnostics",
        "System",
      ],
      swiftSettings: settings
    ),
    // The system's oneDNN, which is loaded when it is needed and is seen by LocalProvider alone;
    // macOS uses Accelerate in its place.
    .target(name: "CDNNL", path: "Sources/LocalProvider/CDNNL"),
    // The trainer's loops, compiled for several sets of vector instructions.
    .target(
      name: "CKernels",
      path: "Sources/LocalProvider/CKernels",
      cSettings: [.unsafeFlags(["-O3"])]
    ),
    // The embedded trainer.
    .target(
      name: "LocalProvider",
      dependencies: [
        "Providers", "System", "CKernels",
        .target(name: "CDNNL", condition: .when(platforms: [.linux])),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["CDNNL", "CKernels"],
      // Tests train models; without the optimiser they would take fifty times as long.
      swiftSettings: settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]
    ),
    // The system's libcurl, which is loaded when it is needed and is seen by HTTP alone.
    .target(name: "CCurl", path: "Sources/HTTP/CCurl"),
    // Requests without hidden repetition.
    .target(
      name: "HTTP",
      dependencies: ["System", "CCurl"],
      exclude: ["CCurl"],
      swiftSettings: settings
    ),
    // The shared cache behind a web server.
    .target(
      name: "HTTPCache",
      dependencies: ["Engine", "HTTP", "System"],
      swiftSettings: settings
    ),
    // A provider, offered over the OpenAI API in both dialects.
    .target(
      name: "Server",
      dependencies: [
        "Providers", "System",
        .product(name: "FlyingSocks", package: "FlyingFox"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings
    ),
    // HTTP client for services that speak the OpenAI fine-tuning API.
    .target(
      name: "OpenAIProvider",
      dependencies: ["Providers", "HTTP", "System"],
      resources: [.embedInCode("Prices/prices.tsv")],
      swiftSettings: settings
    ),
    // Open-weights models, by a worker in Python that is a part of the program.
    .target(
      name: "TransformersProvider",
      dependencies: [
        "Providers", "System",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["Worker/pyproject.toml"],
      resources: worker.map { .embedInCode("Worker/manifest_worker/\($0).py") }
        + [.embedInCode("Worker/requirements.txt")],
      swiftSettings: settings
    ),
    // Commands, recorders, wiring.
    .executableTarget(
      name: "manifest-run",
      dependencies: [
        "Diagnostics", "Manifest", "Engine", "Providers", "Metrics", "Report", "Steps",
        "LocalProvider", "HTTPCache", "OpenAIProvider", "TransformersProvider", "Server", "System",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),
    // Golden files, temporary folders, the package's own paths.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "SystemTests",
      dependencies: ["System", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "DiagnosticsTests",
      dependencies: ["Diagnostics", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "YAMLBridgeTests",
      dependencies: ["YAMLBridge", "Diagnostics"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ManifestTests",
      dependencies: ["Manifest", "Diagnostics", "TestSupport"],
      swiftSettings: settings
    ),
    // Steps that do what a test says, here and in other processes.
    .target(
      name: "EngineTestSupport",
      dependencies: ["Engine", "TestSupport"],
      path: "Tests/EngineTestSupport",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "toy-host",
      dependencies: ["Engine", "EngineTestSupport"],
      path: "Tests/ToyHost",
      swiftSettings: settings
    ),
    .testTarget(
      name: "EngineTests",
      dependencies: [
        "Engine", "HTTPCache", "EngineTestSupport", "System", "TestSupport", "toy-host",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "StatisticsTests",
      dependencies: ["Statistics"],
      exclude: ["Reference"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "MetricsTests",
      dependencies: ["Metrics", "Manifest"],
      swiftSettings: settings
    ),
    .testTarget(name: "ReportTests", dependencies: ["Report", "Metrics"], swiftSettings: settings),
    .testTarget(
      name: "StepsTests",
      dependencies: [
        "Steps", "Manifest", "Engine", "EngineTestSupport", "Providers", "Statistics", "Metrics",
        "Report", "Diagnostics", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "LocalProviderTests",
      dependencies: [
        "LocalProvider", "CKernels", "Providers", "System",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["Reference"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ServerTests",
      // The program itself is started by the clients' tests.
      dependencies: [
        "Server", "LocalProvider", "Providers", "System", "TestSupport", "manifest-run",
      ],
      exclude: ["Clients", "request-fields.tsv"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "HTTPTests",
      dependencies: ["HTTP", "System", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "OpenAIProviderTests",
      dependencies: ["OpenAIProvider", "HTTP", "Providers", "System", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "TransformersProviderTests",
      dependencies: ["TransformersProvider", "Providers", "System", "TestSupport"],
      exclude: ["stand-in.py"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ManifestRunTests",
      dependencies: [
        "manifest-run", "Report", "Steps", "Engine", "EngineTestSupport", "Manifest",
        "Diagnostics", "Providers",
        "OpenAIProvider", "System", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),
    // The program in processes of its own, with the calls disturbed by which it changes files.
    .testTarget(
      name: "FaultTests",
      dependencies: ["manifest-run", "Engine", "TestSupport"],
      exclude: ["faults.c"],
      swiftSettings: settings
    ),
    // The program as a client of its own server, both in processes of their own.
    .testTarget(
      name: "ServiceTests",
      dependencies: ["manifest-run", "OpenAIProvider", "System", "TestSupport"],
      swiftSettings: settings
    ),
    // The scripts that readers of the documentation call.
    .testTarget(
      name: "ScriptsTests",
      dependencies: ["TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ArchitectureTests",
      dependencies: ["TestSupport"],
      swiftSettings: settings
    ),
    fuzzing,
  ]
)

if isFuzzing {
  package.products.append(.executable(name: "fuzz-readers", targets: ["fuzz-readers"]))
}

// What Benchmarks/manifest/run times beside the program itself.
if Context.environment["BENCHMARKS"] != nil {
  package.products.append(.executable(name: "compose-speed", targets: ["compose-speed"]))
  package.targets.append(
    .executableTarget(
      name: "compose-speed",
      dependencies: ["YAMLBridge", "Diagnostics"],
      path: "Benchmarks/manifest/Compose",
      swiftSettings: settings
    )
  )
}
