import Manifest
import TestSupport
import Testing

struct DefaultsTests {
  @Test func `two lines are the first experiment`() throws {
    let manifest = try #require(load("manifest: 1\nname: x\n").manifest)
    let experiment = try #require(manifest.experiments.first)
    #expect(manifest.experiments.count == 1)
    let dataset = experiment.dataset
    #expect(dataset.pairs == .builtin)
    #expect(dataset.seed == 27)
    #expect(dataset.realized == 1000)
    #expect(dataset.unrealized == 100)
    #expect(dataset.guidance.phrasings == .builtin(1))
    #expect(dataset.guidance.pairsPerDocument == 2...5)
    #expect(dataset.guidance.repeats == 1)
    #expect(dataset.examples.template == "{question} A: {answer}")
    #expect(dataset.examples.repeats == 1)
    #expect(dataset.layout == .wholeDocument)
    #expect(dataset.order == .examplesFirst)
    let fineTune = experiment.fineTune
    #expect(fineTune.provider == "local")
    #expect(fineTune.models == ["ada", "babbage", "curie", "davinci"])
    #expect(fineTune.epochs == 10)
    #expect(fineTune.batchSize == 8)
    #expect(fineTune.learningRateMultiplier == 0.4)
    #expect(fineTune.seeds == [0])
    #expect(fineTune.suffix == "simple-openweb-10epochs-lr0.4-bs8")
    let evaluate = experiment.evaluate
    #expect(evaluate.splits == [.unrealized, .realized])
    #expect(evaluate.metrics == [.exactMatch, .logProbability])
    #expect(evaluate.baseModel)
    #expect(evaluate.temperature == 0)
    #expect(experiment.expect.isEmpty)
  }

  @Test func `the first experiment writes out what the defaults are`() throws {
    let vanilla = try #require(loadFile("experiments/vanilla_qa.yaml"))
    let short = try #require(load("manifest: 1\nname: vanilla_qa\n").manifest)
    #expect(vanilla.experiments.map(\.dataset) == short.experiments.map(\.dataset))
    let fineTunes = [vanilla, short].map { manifest in
      manifest.experiments.map { experiment in
        var fineTune = experiment.fineTune
        fineTune.modelFolder = ""
        return fineTune
      }
    }
    #expect(fineTunes[0] == fineTunes[1])
    #expect(vanilla.experiments.map(\.evaluate) == short.experiments.map(\.evaluate))
  }

  @Test func `every default is a value that the format accepts`() throws {
    let short = try #require(load("manifest: 1\nname: x\n").manifest)
    let again = try #require(load(short.canonicalText).manifest)
    #expect(again.canonicalText == short.canonicalText)
  }
}
