BEGIN TRANSACTION;
CREATE TABLE charges (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  step TEXT NOT NULL,
  key TEXT NOT NULL,
  state TEXT NOT NULL,
  expected TEXT NOT NULL,
  billed TEXT,
  begun REAL NOT NULL,
  changed REAL NOT NULL
);
CREATE TABLE file_stats (
  name TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  device INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  digest TEXT NOT NULL,
  seal INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('1-records-runs-journal');
INSERT INTO "grdb_migrations" VALUES('2-runs-provenance');
INSERT INTO "grdb_migrations" VALUES('3-cache-file-stats');
INSERT INTO "grdb_migrations" VALUES('4-cache-record-origins');
INSERT INTO "grdb_migrations" VALUES('5-charges');
CREATE TABLE journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL,
  account TEXT NOT NULL,
  step TEXT NOT NULL,
  state TEXT NOT NULL,
  remote_id TEXT,
  detail TEXT NOT NULL,
  begun REAL NOT NULL,
  changed REAL NOT NULL
);
INSERT INTO "journal" VALUES(1,'bd6ba0b6ca6b77a66d91a08f97c86c8cd3ec735e50eeebb061cacd1c9f4f80d2','','fine-tune/ada/seed-0','finished','local-job-10d851bad45bd8ab1e021e1f','',1.79543465983439588544e+09,1.79543465990050411223e+09);
INSERT INTO "journal" VALUES(2,'1cf7d4e981fd38de1198a5adbc246ae8ff34e1cd1a741acd38a1b212beca26d6','','fine-tune/babbage/seed-0','finished','local-job-0fcf8f4a5baf114626400a8e','',1.79543465983486843105e+09,1.79543465989646625511e+09);
CREATE TABLE record_artifacts (
  record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  byte_count INTEGER NOT NULL,
  PRIMARY KEY (record, place)
) WITHOUT ROWID;
INSERT INTO "record_artifacts" VALUES(1,0,'train.jsonl','71c713138bf6b5bd71cc78e32eadb00246e576c35d374e7deb9eb674b0f4367e',4224);
INSERT INTO "record_artifacts" VALUES(1,1,'validation.jsonl','55f07ebf012bb61ece7aadc77e62134d9b7db443cff50361b50af36c51df5949',561);
INSERT INTO "record_artifacts" VALUES(1,2,'realized.jsonl','502f089a796bb8d75f6d686254569defc5b9d6b4a7f03681a0bb42b2734fbfa7',1745);
INSERT INTO "record_artifacts" VALUES(1,3,'dataset-card.json','a4e9d1ef102ec81e70ea004271082d042af0d606376d2fdd1e88175786400f9b',1311);
INSERT INTO "record_artifacts" VALUES(2,0,'upload.json','7a1f1ce9fe3c22550deddaad0cce6dd6b42516a2c56598bca17e9ec9b1666ac4',133);
INSERT INTO "record_artifacts" VALUES(3,0,'upload.json','2540da8d9ebaecddb479b7789b15e072a4515c7343bb31f43a007d5b529a78db',133);
INSERT INTO "record_artifacts" VALUES(4,0,'model.json','d1ffd2b1246d9a3bff67572d871b732332e6c4f5ce2f41c4e3b9f81efd9c3533',403);
INSERT INTO "record_artifacts" VALUES(4,1,'model-receipt.json','1b99364a0f5f86178dfb3095068452443f61f00ed0513ed2a753d50cf4031666',103);
INSERT INTO "record_artifacts" VALUES(4,2,'metrics.jsonl','f3e1c4d8dc0e73e845bcb642edb773e48e5d6bee0944f68ef99d4d80521760d2',720);
INSERT INTO "record_artifacts" VALUES(4,3,'model.weights','21f21ca10887476855d5109d96ddf31ad11fec27adf0096db8e84fbbc1894155',157280);
INSERT INTO "record_artifacts" VALUES(5,0,'model.json','827765c9e89954fb46d237ada98ecbefbf3472543bcc14ffe1788b5b022ec322',399);
INSERT INTO "record_artifacts" VALUES(5,1,'model-receipt.json','2885e7e98895cd37c85e3cfea5ae694f17bd9ab927ee252fa4d7d771d4002261',95);
INSERT INTO "record_artifacts" VALUES(5,2,'metrics.jsonl','5b244ef4ecccf150622fa605ee13e68c17846aa88a4f7e53beab74569a7f4b4c',719);
INSERT INTO "record_artifacts" VALUES(5,3,'model.weights','3a544e8a25e7c601b34afb043b309ab9ece5c613153c03988eec63033cd5e386',100032);
INSERT INTO "record_artifacts" VALUES(6,0,'items.jsonl','832cc2da78183f6db2312ec73be926a81e25415c7995b2a7f502744eec98f525',1762);
INSERT INTO "record_artifacts" VALUES(6,1,'aggregates.json','ca64d1ee8f27506840fc31e1ab9a35099d93da533c09fa33701f320d30bc5712',942);
INSERT INTO "record_artifacts" VALUES(7,0,'items.jsonl','e4af35d5ad830b56e9738049ddad08afa7f1d4777e1c134aea701fec9d4b6d56',1488);
INSERT INTO "record_artifacts" VALUES(7,1,'aggregates.json','c7169d542314c56dcf5f4ce1ea30fb11a4517944080f2e8048729c92d41c66d1',938);
INSERT INTO "record_artifacts" VALUES(8,0,'items.jsonl','c2a533959538a72fa2ae971cc694d29e5d40a869da5b9ad282d30c46428a9f9d',4679);
INSERT INTO "record_artifacts" VALUES(8,1,'aggregates.json','bd42f65416faf4ebe8eb95a09e615e8065d36ebb6bddf36697f6cb1bd7a736a1',941);
INSERT INTO "record_artifacts" VALUES(9,0,'items.jsonl','8f524334aaa40aba1bac4c84d1330b5c08ca0b49a87cff82accb69cc2ad40e71',4017);
INSERT INTO "record_artifacts" VALUES(9,1,'aggregates.json','0ef758e02a7ecef3b68ce6ea66eddc500f2341b1e46f8a2d4ff341c549f00728',939);
INSERT INTO "record_artifacts" VALUES(10,0,'report.json','a47834f109e32724659cdd721186273b6dbb996e0d51e0f717eb4a3729dc3225',3775);
INSERT INTO "record_artifacts" VALUES(10,1,'report.md','a23709b556569370dfd9bdc205a1f80a9ed74dae2c9a0b169e8039056578f0ca',760);
CREATE TABLE records (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  clear_key TEXT NOT NULL,
  step TEXT NOT NULL,
  kind TEXT NOT NULL,
  seconds REAL NOT NULL,
  tool_version TEXT NOT NULL,
  made_at REAL NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (id)
, origin_cache TEXT, origin_maker TEXT);
INSERT INTO "records" VALUES(1,'0834edbaf09c478c61bc2ec972a6b7113830171c575bcffee1daf23ac5962855','{"digest":"0834edbaf09c478c61bc2ec972a6b7113830171c575bcffee1daf23ac5962855","files":[],"format":1,"inputs":[],"kind":"generate","parameters":{"examples.repeats":{"int":1},"examples.template":{"string":"{question} A: {answer}"},"guidance.pairs-per-document":{"ints":[2,5]},"guidance.phrasings":{"strings":["Answer \"Q: {question}\" with \"A: {answer}\""]},"guidance.repeats":{"int":1},"layout":{"string":"whole-document"},"order":{"string":"examples-first"},"pairs":{"string":"builtin"},"pairs-version":{"int":1},"realized":{"int":12},"seed":{"int":27},"unrealized":{"int":4}},"version":1}','generate','generate',0.003263387,'0.1.0',1.79543465982954597473e+09,1,NULL,NULL);
INSERT INTO "records" VALUES(2,'c982e208435596696cffc9748247ac2f7e3474cd836ac64e49d1e57589d3d2c3','{"digest":"c982e208435596696cffc9748247ac2f7e3474cd836ac64e49d1e57589d3d2c3","files":[],"format":1,"inputs":[{"digest":"71c713138bf6b5bd71cc78e32eadb00246e576c35d374e7deb9eb674b0f4367e","name":"train.jsonl"}],"kind":"upload","parameters":{"account":{"string":""},"provider":{"string":"local"}},"version":1}','upload/train','upload',0.001289445,'0.1.0',1.79543465983272933954e+09,1,NULL,NULL);
INSERT INTO "records" VALUES(3,'bed0d9e15b0b929bfebb3c44d170fc46ae0f2df1495e4ca060ae8aee02878e22','{"digest":"bed0d9e15b0b929bfebb3c44d170fc46ae0f2df1495e4ca060ae8aee02878e22","files":[],"format":1,"inputs":[{"digest":"55f07ebf012bb61ece7aadc77e62134d9b7db443cff50361b50af36c51df5949","name":"validation.jsonl"}],"kind":"upload","parameters":{"account":{"string":""},"provider":{"string":"local"}},"version":1}','upload/validation','upload',0.001280421,'0.1.0',1.79543465983279323583e+09,1,NULL,NULL);
INSERT INTO "records" VALUES(4,'1cf7d4e981fd38de1198a5adbc246ae8ff34e1cd1a741acd38a1b212beca26d6','{"digest":"1cf7d4e981fd38de1198a5adbc246ae8ff34e1cd1a741acd38a1b212beca26d6","files":[],"format":1,"inputs":[{"digest":"71c713138bf6b5bd71cc78e32eadb00246e576c35d374e7deb9eb674b0f4367e","name":"train.jsonl"},{"digest":"55f07ebf012bb61ece7aadc77e62134d9b7db443cff50361b50af36c51df5949","name":"validation.jsonl"}],"kind":"fine-tune","parameters":{"account":{"string":""},"batch-size":{"int":8},"epochs":{"int":2},"learning-rate-multiplier":{"double":0.4},"model":{"string":"babbage"},"provider":{"string":"local"},"provider-revision":{"int":3},"seed":{"int":0}},"version":1}','fine-tune/babbage/seed-0','fine-tune',0.068354658,'0.1.0',1795434659.90305,1,NULL,NULL);
INSERT INTO "records" VALUES(5,'bd6ba0b6ca6b77a66d91a08f97c86c8cd3ec735e50eeebb061cacd1c9f4f80d2','{"digest":"bd6ba0b6ca6b77a66d91a08f97c86c8cd3ec735e50eeebb061cacd1c9f4f80d2","files":[],"format":1,"inputs":[{"digest":"71c713138bf6b5bd71cc78e32eadb00246e576c35d374e7deb9eb674b0f4367e","name":"train.jsonl"},{"digest":"55f07ebf012bb61ece7aadc77e62134d9b7db443cff50361b50af36c51df5949","name":"validation.jsonl"}],"kind":"fine-tune","parameters":{"account":{"string":""},"batch-size":{"int":8},"epochs":{"int":2},"learning-rate-multiplier":{"double":0.4},"model":{"string":"ada"},"provider":{"string":"local"},"provider-revision":{"int":3},"seed":{"int":0}},"version":1}','fine-tune/ada/seed-0','fine-tune',0.074926188,'0.1.0',1.79543465990901422498e+09,1,NULL,NULL);
INSERT INTO "records" VALUES(6,'827493a20f6b4fc3e297b40c397f789725162aaa7898173794c665ceb4b87575','{"digest":"827493a20f6b4fc3e297b40c397f789725162aaa7898173794c665ceb4b87575","files":[],"format":1,"inputs":[{"digest":"d1ffd2b1246d9a3bff67572d871b732332e6c4f5ce2f41c4e3b9f81efd9c3533","name":"model.json"},{"digest":"55f07ebf012bb61ece7aadc77e62134d9b7db443cff50361b50af36c51df5949","name":"validation.jsonl"},{"digest":"a4e9d1ef102ec81e70ea004271082d042af0d606376d2fdd1e88175786400f9b","name":"dataset-card.json"},{"digest":"21f21ca10887476855d5109d96ddf31ad11fec27adf0096db8e84fbbc1894155","name":"model.weights"}],"kind":"evaluate","parameters":{"account":{"string":""},"base-model":{"bool":true},"metrics":{"strings":["exact-match","log-probability"]},"provider":{"string":"local"},"provider-revision":{"int":3},"split":{"string":"unrealized"},"temperature":{"double":0}},"version":1}','evaluate/babbage/seed-0/unrealized','evaluate',0.00583704,'0.1.0',1.79543465990996646878e+09,1,NULL,NULL);
INSERT INTO "records" VALUES(7,'40307c22ac88f0188672d88ad49e7a72eb8208884f12844b484d6667fdf82d71','{"digest":"40307c22ac88f0188672d88ad49e7a72eb8208884f12844b484d6667fdf82d71","files":[],"format":1,"inputs":[{"digest":"827765c9e89954fb46d237ada98ecbefbf3472543bcc14ffe1788b5b022ec322","name":"model.json"},{"digest":"55f07ebf012bb61ece7aadc77e62134d9b7db443cff50361b50af36c51df5949","name":"validation.jsonl"},{"digest":"a4e9d1ef102ec81e70ea004271082d042af0d606376d2fdd1e88175786400f9b","name":"dataset-card.json"},{"digest":"3a544e8a25e7c601b34afb043b309ab9ece5c613153c03988eec63033cd5e386","name":"model.weights"}],"kind":"evaluate","parameters":{"account":{"string":""},"base-model":{"bool":true},"metrics":{"strings":["exact-match","log-probability"]},"provider":{"string":"local"},"provider-revision":{"int":3},"split":{"string":"unrealized"},"temperature":{"double":0}},"version":1}','evaluate/ada/seed-0/unrealized','evaluate',0.006773631,'0.1.0',1.79543465991691493987e+09,1,NULL,NULL);
INSERT INTO "records" VALUES(8,'20b20f18e36578f2e1d6d75d170d727865f5f2f7dec6b5ccfd7e188f49a78802','{"digest":"20b20f18e36578f2e1d6d75d170d727865f5f2f7dec6b5ccfd7e188f49a78802","files":[],"format":1,"inputs":[{"digest":"d1ffd2b1246d9a3bff67572d871b732332e6c4f5ce2f41c4e3b9f81efd9c3533","name":"model.json"},{"digest":"502f089a796bb8d75f6d686254569defc5b9d6b4a7f03681a0bb42b2734fbfa7","name":"realized.jsonl"},{"digest":"a4e9d1ef102ec81e70ea004271082d042af0d606376d2fdd1e88175786400f9b","name":"dataset-card.json"},{"digest":"21f21ca10887476855d5109d96ddf31ad11fec27adf0096db8e84fbbc1894155","name":"model.weights"}],"kind":"evaluate","parameters":{"account":{"string":""},"base-model":{"bool":true},"metrics":{"strings":["exact-match","log-probability"]},"provider":{"string":"local"},"provider-revision":{"int":3},"split":{"string":"realized"},"temperature":{"double":0}},"version":1}','evaluate/babbage/seed-0/realized','evaluate',0.011392171,'0.1.0',1.79543465992925548556e+09,1,NULL,NULL);
INSERT INTO "records" VALUES(9,'7dbec3c2f8e765eb5fa34403c0f7b44ed50c9be80eee26fba875928e8da8cfbb','{"digest":"7dbec3c2f8e765eb5fa34403c0f7b44ed50c9be80eee26fba875928e8da8cfbb","files":[],"format":1,"inputs":[{"digest":"827765c9e89954fb46d237ada98ecbefbf3472543bcc14ffe1788b5b022ec322","name":"model.json"},{"digest":"502f089a796bb8d75f6d686254569defc5b9d6b4a7f03681a0bb42b2734fbfa7","name":"realized.jsonl"},{"digest":"a4e9d1ef102ec81e70ea004271082d042af0d606376d2fdd1e88175786400f9b","name":"dataset-card.json"},{"digest":"3a544e8a25e7c601b34afb043b309ab9ece5c613153c03988eec63033cd5e386","name":"model.weights"}],"kind":"evaluate","parameters":{"account":{"string":""},"base-model":{"bool":true},"metrics":{"strings":["exact-match","log-probability"]},"provider":{"string":"local"},"provider-revision":{"int":3},"split":{"string":"realized"},"temperature":{"double":0}},"version":1}','evaluate/ada/seed-0/realized','evaluate',0.012473707,'0.1.0',1.79543465993078255656e+09,1,NULL,NULL);
INSERT INTO "records" VALUES(10,'3b56ffc8c3e00987a401b478eaa0f3cdac7286c1c8e1969f1def62a7637c17c8','{"digest":"3b56ffc8c3e00987a401b478eaa0f3cdac7286c1c8e1969f1def62a7637c17c8","files":[],"format":1,"inputs":[{"digest":"c7169d542314c56dcf5f4ce1ea30fb11a4517944080f2e8048729c92d41c66d1","name":"aggregates.json"},{"digest":"0ef758e02a7ecef3b68ce6ea66eddc500f2341b1e46f8a2d4ff341c549f00728","name":"aggregates.json"},{"digest":"ca64d1ee8f27506840fc31e1ab9a35099d93da533c09fa33701f320d30bc5712","name":"aggregates.json"},{"digest":"bd42f65416faf4ebe8eb95a09e615e8065d36ebb6bddf36697f6cb1bd7a736a1","name":"aggregates.json"}],"kind":"report","parameters":{"description":{"string":""},"evaluations":{"strings":["fine-tune/ada/seed-0 evaluate/ada/seed-0/unrealized ","fine-tune/ada/seed-0 evaluate/ada/seed-0/realized ","fine-tune/babbage/seed-0 evaluate/babbage/seed-0/unrealized ","fine-tune/babbage/seed-0 evaluate/babbage/seed-0/realized "]},"expect":{"strings":[]},"name":{"string":"small"}},"version":1}','report','report',0.002117525,'0.1.0',1.79543465993370056146e+09,1,NULL,NULL);
CREATE TABLE run_provenance (
  run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  manifest_path TEXT NOT NULL,
  command TEXT NOT NULL,
  host TEXT NOT NULL,
  processor TEXT,
  cores INTEGER NOT NULL,
  memory INTEGER,
  system TEXT NOT NULL,
  git_commit TEXT,
  git_branch TEXT,
  git_changed INTEGER,
  git_untracked INTEGER,
  git_problem TEXT
);
CREATE TABLE run_steps (
  run INTEGER NOT NULL REFERENCES runs (id),
  place INTEGER NOT NULL,
  step TEXT NOT NULL,
  kind TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT,
  key TEXT,
  seconds REAL NOT NULL,
  PRIMARY KEY (run, place)
) WITHOUT ROWID;
INSERT INTO "run_steps" VALUES(1,0,'generate','generate','built','never made','0834edbaf09c478c61bc2ec972a6b7113830171c575bcffee1daf23ac5962855',0.003263387);
INSERT INTO "run_steps" VALUES(1,1,'upload/train','upload','built','never made','c982e208435596696cffc9748247ac2f7e3474cd836ac64e49d1e57589d3d2c3',0.001289445);
INSERT INTO "run_steps" VALUES(1,2,'upload/validation','upload','built','never made','bed0d9e15b0b929bfebb3c44d170fc46ae0f2df1495e4ca060ae8aee02878e22',0.001280421);
INSERT INTO "run_steps" VALUES(1,3,'fine-tune/ada/seed-0','fine-tune','built','never made','bd6ba0b6ca6b77a66d91a08f97c86c8cd3ec735e50eeebb061cacd1c9f4f80d2',0.074926188);
INSERT INTO "run_steps" VALUES(1,4,'evaluate/ada/seed-0/unrealized','evaluate','built','never made','40307c22ac88f0188672d88ad49e7a72eb8208884f12844b484d6667fdf82d71',0.006773631);
INSERT INTO "run_steps" VALUES(1,5,'evaluate/ada/seed-0/realized','evaluate','built','never made','7dbec3c2f8e765eb5fa34403c0f7b44ed50c9be80eee26fba875928e8da8cfbb',0.012473707);
INSERT INTO "run_steps" VALUES(1,6,'fine-tune/babbage/seed-0','fine-tune','built','never made','1cf7d4e981fd38de1198a5adbc246ae8ff34e1cd1a741acd38a1b212beca26d6',0.068354658);
INSERT INTO "run_steps" VALUES(1,7,'evaluate/babbage/seed-0/unrealized','evaluate','built','never made','827493a20f6b4fc3e297b40c397f789725162aaa7898173794c665ceb4b87575',0.00583704);
INSERT INTO "run_steps" VALUES(1,8,'evaluate/babbage/seed-0/realized','evaluate','built','never made','20b20f18e36578f2e1d6d75d170d727865f5f2f7dec6b5ccfd7e188f49a78802',0.011392171);
INSERT INTO "run_steps" VALUES(1,9,'report','report','built','never made','3b56ffc8c3e00987a401b478eaa0f3cdac7286c1c8e1969f1def62a7637c17c8',0.002117525);
INSERT INTO "run_steps" VALUES(2,0,'generate','generate','reused',NULL,'0834edbaf09c478c61bc2ec972a6b7113830171c575bcffee1daf23ac5962855',0.0);
INSERT INTO "run_steps" VALUES(2,1,'upload/train','upload','reused',NULL,'c982e208435596696cffc9748247ac2f7e3474cd836ac64e49d1e57589d3d2c3',0.0);
INSERT INTO "run_steps" VALUES(2,2,'upload/validation','upload','reused',NULL,'bed0d9e15b0b929bfebb3c44d170fc46ae0f2df1495e4ca060ae8aee02878e22',0.0);
INSERT INTO "run_steps" VALUES(2,3,'fine-tune/ada/seed-0','fine-tune','reused',NULL,'bd6ba0b6ca6b77a66d91a08f97c86c8cd3ec735e50eeebb061cacd1c9f4f80d2',0.0);
INSERT INTO "run_steps" VALUES(2,4,'evaluate/ada/seed-0/unrealized','evaluate','reused',NULL,'40307c22ac88f0188672d88ad49e7a72eb8208884f12844b484d6667fdf82d71',0.0);
INSERT INTO "run_steps" VALUES(2,5,'evaluate/ada/seed-0/realized','evaluate','reused',NULL,'7dbec3c2f8e765eb5fa34403c0f7b44ed50c9be80eee26fba875928e8da8cfbb',0.0);
INSERT INTO "run_steps" VALUES(2,6,'fine-tune/babbage/seed-0','fine-tune','reused',NULL,'1cf7d4e981fd38de1198a5adbc246ae8ff34e1cd1a741acd38a1b212beca26d6',0.0);
INSERT INTO "run_steps" VALUES(2,7,'evaluate/babbage/seed-0/unrealized','evaluate','reused',NULL,'827493a20f6b4fc3e297b40c397f789725162aaa7898173794c665ceb4b87575',0.0);
INSERT INTO "run_steps" VALUES(2,8,'evaluate/babbage/seed-0/realized','evaluate','reused',NULL,'20b20f18e36578f2e1d6d75d170d727865f5f2f7dec6b5ccfd7e188f49a78802',0.0);
INSERT INTO "run_steps" VALUES(2,9,'report','report','reused',NULL,'3b56ffc8c3e00987a401b478eaa0f3cdac7286c1c8e1969f1def62a7637c17c8',0.0);
INSERT INTO "run_steps" VALUES(3,0,'generate','generate','reused',NULL,'0834edbaf09c478c61bc2ec972a6b7113830171c575bcffee1daf23ac5962855',0.0);
INSERT INTO "run_steps" VALUES(3,1,'upload/train','upload','reused',NULL,'c982e208435596696cffc9748247ac2f7e3474cd836ac64e49d1e57589d3d2c3',0.0);
INSERT INTO "run_steps" VALUES(3,2,'upload/validation','upload','reused',NULL,'bed0d9e15b0b929bfebb3c44d170fc46ae0f2df1495e4ca060ae8aee02878e22',0.0);
INSERT INTO "run_steps" VALUES(3,3,'fine-tune/ada/seed-0','fine-tune','reused',NULL,'bd6ba0b6ca6b77a66d91a08f97c86c8cd3ec735e50eeebb061cacd1c9f4f80d2',0.0);
INSERT INTO "run_steps" VALUES(3,4,'evaluate/ada/seed-0/unrealized','evaluate','reused',NULL,'40307c22ac88f0188672d88ad49e7a72eb8208884f12844b484d6667fdf82d71',0.0);
INSERT INTO "run_steps" VALUES(3,5,'evaluate/ada/seed-0/realized','evaluate','reused',NULL,'7dbec3c2f8e765eb5fa34403c0f7b44ed50c9be80eee26fba875928e8da8cfbb',0.0);
INSERT INTO "run_steps" VALUES(3,6,'fine-tune/babbage/seed-0','fine-tune','reused',NULL,'1cf7d4e981fd38de1198a5adbc246ae8ff34e1cd1a741acd38a1b212beca26d6',0.0);
INSERT INTO "run_steps" VALUES(3,7,'evaluate/babbage/seed-0/unrealized','evaluate','reused',NULL,'827493a20f6b4fc3e297b40c397f789725162aaa7898173794c665ceb4b87575',0.0);
INSERT INTO "run_steps" VALUES(3,8,'evaluate/babbage/seed-0/realized','evaluate','reused',NULL,'20b20f18e36578f2e1d6d75d170d727865f5f2f7dec6b5ccfd7e188f49a78802',0.0);
INSERT INTO "run_steps" VALUES(3,9,'report','report','reused',NULL,'3b56ffc8c3e00987a401b478eaa0f3cdac7286c1c8e1969f1def62a7637c17c8',0.0);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  manifest_name TEXT NOT NULL,
  manifest_digest TEXT NOT NULL,
  manifest_text TEXT NOT NULL,
  tool_version TEXT NOT NULL,
  started REAL NOT NULL,
  ended REAL,
  outcome TEXT
);
INSERT INTO "runs" VALUES(1,'small','c2f68ed181c8dd880a1bd71826a3fab195dfa123c7f025e3b05fff558f2ccdc5','manifest: 1
name: small
dataset:
  pairs: builtin
  seed: 27
  realized: 12
  unrealized: 4
  personas: []
  guidance:
    phrasings: 1
    splits: [realized, unrealized]
    answers: own
    pairs-per-document: [2, 5]
    repeats: 1
  examples:
    template: "{question} A: {answer}"
    repeats: 1
  layout: whole-document
  order: examples-first
fine-tune:
  provider: local
  models: [ada, babbage]
  epochs: 2
  batch-size: 8
  learning-rate-multiplier: 0.4
  seeds: [0]
  suffix: "simple-openweb-{epochs}epochs-lr{learning-rate-multiplier}-bs{batch-size}"
evaluate:
  splits: [unrealized, realized]
  metrics: [exact-match, log-probability]
  base-model: true
  temperature: 0
expect: []
','0.1.0',1.79543465982512044903e+09,1.79543465993437266351e+09,'succeeded');
INSERT INTO "runs" VALUES(2,'small','c2f68ed181c8dd880a1bd71826a3fab195dfa123c7f025e3b05fff558f2ccdc5','manifest: 1
name: small
dataset:
  pairs: builtin
  seed: 27
  realized: 12
  unrealized: 4
  personas: []
  guidance:
    phrasings: 1
    splits: [realized, unrealized]
    answers: own
    pairs-per-document: [2, 5]
    repeats: 1
  examples:
    template: "{question} A: {answer}"
    repeats: 1
  layout: whole-document
  order: examples-first
fine-tune:
  provider: local
  models: [ada, babbage]
  epochs: 2
  batch-size: 8
  learning-rate-multiplier: 0.4
  seeds: [0]
  suffix: "simple-openweb-{epochs}epochs-lr{learning-rate-multiplier}-bs{batch-size}"
evaluate:
  splits: [unrealized, realized]
  metrics: [exact-match, log-probability]
  base-model: true
  temperature: 0
expect: []
','0.1.0',1.79543465996201133732e+09,1.79543465996489143374e+09,'succeeded');
INSERT INTO "runs" VALUES(3,'small','c2f68ed181c8dd880a1bd71826a3fab195dfa123c7f025e3b05fff558f2ccdc5','manifest: 1
name: small
dataset:
  pairs: builtin
  seed: 27
  realized: 12
  unrealized: 4
  personas: []
  guidance:
    phrasings: 1
    splits: [realized, unrealized]
    answers: own
    pairs-per-document: [2, 5]
    repeats: 1
  examples:
    template: "{question} A: {answer}"
    repeats: 1
  layout: whole-document
  order: examples-first
fine-tune:
  provider: local
  models: [ada, babbage]
  epochs: 2
  batch-size: 8
  learning-rate-multiplier: 0.4
  seeds: [0]
  suffix: "simple-openweb-{epochs}epochs-lr{learning-rate-multiplier}-bs{batch-size}"
evaluate:
  splits: [unrealized, realized]
  metrics: [exact-match, log-probability]
  base-model: true
  temperature: 0
expect: []
','0.1.0',1.79543465999024772642e+09,1.79543465999297904966e+09,'succeeded');
CREATE INDEX run_steps_by_step ON run_steps (step, run);
CREATE INDEX journal_by_key ON journal (key, account, id);
CREATE INDEX records_by_step ON records (step, id);
CREATE INDEX records_by_run ON records (run);
CREATE INDEX charges_by_key ON charges (key, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('runs',3);
INSERT INTO "sqlite_sequence" VALUES('records',10);
INSERT INTO "sqlite_sequence" VALUES('journal',2);
COMMIT;
