import Manifest
import Steps
import TestSupport
import Engine
import Testing

struct DatasetCardTests {
  @Test func `the card has these members in this order`() throws {
    let folder = TemporaryFolder()
    let parameters = DatasetParameters(
      seed: .max,
      realized: 1,
      unrealized: 1,
      exampleTemplate: "\"{question}\"\n{answer}"
    )
    let card = try DatasetWriter(
      parameters: parameters,
      source: ListedPairs([("a?", "b"), ("c?", "d")])
    )
    .write(toFolder: folder.path, isCancelled: { false })
    #expect(card.json == folder.bytes(of: "dataset-card.json"))
    let digests = card.files.map(\.digest.description)
    #expect(
      String(decoding: card.json, as: UTF8.self) == #"""
        {
          "dataset-card": 1,
          "generator-version": 2,
          "seed": 18446744073709551615,
          "source": {
            "kind": "file",
            "digest": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
          },
          "counts": {
            "pairs": 2,
            "realized-pairs": 1,
            "unrealized-pairs": 1,
            "documents": 2,
            "example-documents": 1,
            "guidance-documents": 1,
            "instructions": 2
          },
          "parameters": {
            "phrasings": [
              "Answer \"Q: {question}\" with \"A: {answer}\""
            ],
            "pairs-per-document": [
              2,
              5
            ],
            "guidance-repeats": 1,
            "example-template": "\"{question}\"\n{answer}",
            "example-repeats": 1,
            "layout": "whole-document",
            "order": "examples-first"
          },
          "files": [
            {
              "name": "train.jsonl",
              "lines": 2,
              "bytes": \#(card.files[0].bytes),
              "digest": "\#(digests[0])"
            },
            {
              "name": "validation.jsonl",
              "lines": 1,
              "bytes": \#(card.files[1].bytes),
              "digest": "\#(digests[1])"
            },
            {
              "name": "unrealized.jsonl",
              "lines": 1,
              "bytes": \#(card.files[2].bytes),
              "digest": "\#(digests[2])"
            },
            {
              "name": "realized.jsonl",
              "lines": 1,
              "bytes": \#(card.files[3].bytes),
              "digest": "\#(digests[3])"
            }
          ],
          "leak-check": {
            "file": "train.jsonl",
            "lines": 2,
            "guidance-documents": 1,
            "unrealized-pairs": 1,
            "leaks": 0
          }
        }

        """#
    )
  }
}
