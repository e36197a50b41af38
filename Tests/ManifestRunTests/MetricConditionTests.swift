import Foundation
import struct Report.Measurement
import Report
import Steps
import Testing

@testable import manifest_run

struct MetricConditionTests {
  /// A result as a report has it.
  private static let result = """
    {
      "model": "curie", "provider": "local", "seed": 0, "variant": { "fine-tune.epochs": "10" },
      "split": "unrealized", "metric": "exact-match", "value": 0.95, "n": 100,
      "steps": { "fine_tune": "f", "evaluate": "e" }
    }
    """

  @Test(arguments: [
    ("exact-match>0.9", true), ("exact-match > 0.95", false), ("exact-match>=0.95", true),
    ("exact-match<0.95", false), ("exact-match<=0.95", true), ("exact-match=0.95", true),
    ("exact-match!=0.95", false), ("log-probability<1", false), ("prefix-match>=0", false),
    ("exact-match[unrealized]>0.9", true), ("exact-match[realized]>0.9", false),
    ("exact-match[curie]>0.9", true), ("exact-match[c*]>0.9", true),
    ("exact-match[ada]>0.9", false), ("exact-match[unrealized, curie, seed=0]>0.9", true),
    ("exact-match[seed=1]>0.9", false), ("exact-match[model=curie,split=unrealized]>0.9", true),
    ("exact-match[provider=local]>0.9", true),
    ("exact-match[fine-tune.epochs=10]>0.9", true),
    ("exact-match[fine-tune.epochs=20]>0.9", false),
    ("exact-match[dataset.seed=10]>0.9", false),
    ("exact-match[epochs=10]>0.9", true), ("exact-match[epochs=20]>0.9", false),
  ])
  func `a result meets a condition`(text: String, isMet: Bool) throws {
    let result = try JSONDecoder().decode(Measurement.self, from: Data(Self.result.utf8))
    #expect(try MetricCondition(text).isMet(by: result) == isMet)
  }

  @Test(arguments: [
    ("exact-match", "'exact-match' compares with nothing"),
    ("exact-match>high", "'high' in 'exact-match>high' is no number"),
    ("exact-match>nan", "'nan' in 'exact-match>nan' is no number"),
    ("exact-math>0.9", "there is no metric 'exact-math'"),
    ("exact-math>0.9", "did you mean 'exact-match'?"),
    ("exact-match[split=train]>0", "there is no split 'train'"),
    ("exact-match[seed=x]>0", "'x' is no seed"),
    ("exact-match[]>0", "has an empty place in its brackets"),
    ("exact-match[curie>0.9", "has '[' and no ']'"),
    ("exact-match[modell=curie]>0", "did you mean 'model'?"),
    ("", "compares with nothing"),
  ])
  func `what is no condition says why`(text: String, sentence: String) {
    let problem = #expect(throws: MetricCondition.Problem.self) { try MetricCondition(text) }
    #expect(problem?.sentence.contains(sentence) == true)
  }
}
