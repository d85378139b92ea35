/** What `wireproof views` writes. Leaves out what a table and a diagram look like (src/views/views.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterLimits, clusterMessages, verbs } from '../protocols/cluster/index.ts';
import { jobLimits, jobMessages } from '../protocols/job/index.ts';
import { openShell } from './toy/wireproof.ts';
import { allViews } from './views.ts';

const views = allViews();
const messages = {
  cluster: clusterMessages(clusterLimits),
  job: jobMessages({ byteOrder: 'big', limits: jobLimits }),
};

for (const [protocol, specs] of Object.entries(messages)) {
  test(`${protocol}: every message has its table, and every field its row`, () => {
    const page = views[`${protocol}-messages.md`] ?? '';
    const sections = page.split('\n### ').slice(1);
    assert.deepEqual(
      sections.map((section) => section.split('\n')[0]),
      Object.values(specs).map(({ name }) => name),
    );
    for (const [index, { fields }] of Object.values(specs).entries()) {
      const rows = sections[index]?.split('\n').filter((line) => line.startsWith('| ')) ?? [];
      assert.deepEqual(
        rows.slice(2).map((row) => row.split(' ')[1]),
        Object.keys(fields),
      );
    }
  });
}

test('cluster: verbs in sixteens, and who may send them', () => {
  const lines = (views['cluster-verbs.md'] ?? '').split('\n');
  assert.equal(lines.filter((line) => /^\| 0x[0-9a-f]{8} \| /.test(line)).length, Object.keys(verbs).length);
  assert.ok(lines.includes('| 0x00000103 | updateNodes | node |'));
  assert.ok(lines.includes('| 0x00000205 | control | node, endpoint; trusted |'));
  assert.ok(lines.includes('| 0x00010101 | joinAnswer | nobody |'));
  assert.match(views['cluster-messages.md'] ?? '', /^\| verb \| 4 \| 0x00000001 ping, 0x00010001 pingAnswer, /m);
});

test('the command writes them and says where', async () => {
  const shell = openShell({});
  const ran = await shell.wireproof('views');
  assert.equal(ran.err, '');
  assert.deepEqual(
    ran.out.trimEnd().split('\n'),
    Object.keys(views).map((name) => `reports/views/${name}`),
  );
  assert.equal(shell.read('reports', 'views', 'cluster-messages.md'), views['cluster-messages.md']);
  shell.remove();
});
