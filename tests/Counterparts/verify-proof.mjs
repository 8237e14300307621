// Checks the doctor's signature under an outcome with a WebAuthn implementation that is not ours. Reads the proof that an employer downloads; the
// credential is taken from its last roster. Exit code 0 where the signature holds over this very document, 1 where it does not.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';

const url = bytes => Buffer.from(bytes).toString('base64url');
const file = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const document = Buffer.from(file.release.document, 'base64');
const proof = Object.fromEntries(Object.entries(file.release.proof).map(([name, value]) => [name, Buffer.from(value, 'base64')]));
const roster = JSON.parse(Buffer.from(file.rosters.at(-1).document, 'base64').toString('utf8'));
const id = proof.credentialId;
const listed = roster.Doctors.filter(x => x.SignsOutcomes).flatMap(x => x.Credentials).find(x => Buffer.from(x.Id, 'base64').equals(id));
try {
  const { verified } = await verifyAuthenticationResponse({
    response: {
      id: url(id), rawId: url(id), type: 'public-key', clientExtensionResults: {},
      response: { authenticatorData: url(proof.authenticatorData), clientDataJSON: url(proof.clientData), signature: url(proof.signature) },
    },
    expectedChallenge: createHash('sha256').update(document).digest('base64url'),
    expectedOrigin: roster.Origin,
    expectedRPID: roster.RelyingParty,
    requireUserVerification: true,
    credential: { id: url(id), publicKey: new Uint8Array(Buffer.from(listed.PublicKey, 'base64')), counter: 0 },
  });
  console.log(verified ? 'the signature holds' : 'the signature does not hold');
  process.exitCode = verified ? 0 : 1;
} catch (refused) {
  console.log(`the signature does not hold: ${refused.message}`);
  process.exitCode = 1;
}
