/* SPDX-License-Identifier: ISC */
#include "engine/mend.h"

#include <string.h>

#include "base/mem.h"
#include "engine/receive.h"
#include "engine/send.h"
#include "model/kinds/certificate.h"
#include "model/kinds/group.h"
#include "model/kinds/host.h"
#include "model/kinds/party.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/receive_port.h"
#include "model/kinds/send_port.h"

/* Whose field it is. */
enum whose { NOBODY, OWNER, LOCATION, RECEIVE_PORT, HOST, GROUP, SIGNER };

static const struct place {
	enum whose whose;
	const char *field;
} places[FAIL_COUNT] = {
	[FAIL_NOT_MIME] = { OWNER, "decoder.allow_non_mime" },
	[FAIL_SMIME_LIMIT] = { LOCATION, "maximum_message_size" },
	[FAIL_BODY_PART_NOT_FOUND] = { OWNER, "decoder.body_part_index" },
	[FAIL_DEC_NOT_RECIPIENT] = { HOST, "decryption_certificate" },
	[FAIL_DEC_NO_HOST_CERT] = { HOST, "decryption_certificate" },
	[FAIL_DEC_CERT_NOT_IN_STORE] = { HOST, "decryption_certificate" },
	[FAIL_DEC_KEY_MISSING] = { HOST, "decryption_certificate" },
	[FAIL_DEC_KEY_UNREADABLE] = { HOST, "decryption_certificate" },
	[FAIL_DEC_USAGE] = { HOST, "decryption_certificate" },
	[FAIL_DEC_FAILED] = { HOST, "decryption_certificate" },
	[FAIL_SIG_INVALID] = { SIGNER, "signature_certificate" },
	[FAIL_SIG_CERT_NOT_FOUND] = { SIGNER, "signature_certificate" },
	[FAIL_SIG_UNTRUSTED] = { SIGNER, "signature_certificate" },
	[FAIL_SIG_EXPIRED] = { SIGNER, "signature_certificate" },
	[FAIL_SIG_NOT_YET_VALID] = { SIGNER, "signature_certificate" },
	[FAIL_SIG_REVOKED] = { SIGNER, "signature_certificate" },
	[FAIL_SIG_USAGE] = { SIGNER, "signature_certificate" },
	[FAIL_SIG_REVOCATION_UNKNOWN] = { OWNER, "decoder.check_revocation" },
	[FAIL_REQ_ENCRYPTION] = { LOCATION, "require_encryption" },
	[FAIL_REQ_SIGNATURE] = { LOCATION, "require_signature" },
	[FAIL_AUTH_DROPPED] = { RECEIVE_PORT, "authentication" },
	[FAIL_AUTH_KEPT] = { RECEIVE_PORT, "authentication" },

	[FAIL_ENC_CERT_NOT_CONFIGURED] = { OWNER, "encryption_certificate" },
	[FAIL_ENC_CERT_NOT_IN_STORE] = { OWNER, "encryption_certificate" },
	[FAIL_ENC_EXPIRED] = { OWNER, "encryption_certificate" },
	[FAIL_ENC_NOT_YET_VALID] = { OWNER, "encryption_certificate" },
	[FAIL_ENC_REVOKED] = { OWNER, "encryption_certificate" },
	[FAIL_ENC_USAGE] = { OWNER, "encryption_certificate" },
	[FAIL_ENC_UNTRUSTED] = { OWNER, "encryption_certificate" },
	[FAIL_ENC_REVOCATION_UNKNOWN] = { OWNER, "encoder.check_revocation" },
	[FAIL_ENC_CLEARSIGN_WITH_ENCRYPTION] = { OWNER,
	    "encoder.signature_type" },
	[FAIL_ENC_TRANSFER_ENCODING] = { OWNER,
	    "encoder.transfer_encoding" },
	[FAIL_SIGN_CERT_NOT_CONFIGURED] = { GROUP, "signature_certificate" },
	[FAIL_SIGN_CERT_NOT_IN_STORE] = { GROUP, "signature_certificate" },
	[FAIL_SIGN_KEY_MISSING] = { GROUP, "signature_certificate" },
	[FAIL_SIGN_KEY_UNREADABLE] = { GROUP, "signature_certificate" },
	[FAIL_SIGN_EXPIRED] = { GROUP, "signature_certificate" },
	[FAIL_SIGN_NOT_YET_VALID] = { GROUP, "signature_certificate" },
	[FAIL_SIGN_REVOKED] = { GROUP, "signature_certificate" },
	[FAIL_SIGN_REVOCATION_UNKNOWN] = { OWNER,
	    "encoder.check_revocation" },
	[FAIL_SIGN_USAGE] = { GROUP, "signature_certificate" },
};

/* The party that has the certificate, else the certificate itself. */
static bool
find_signer(const struct snapshot *snapshot, const char *thumbprint,
    struct mend *out)
{
	const struct objects *all = snapshot_all(snapshot, kind_party.name);
	const struct party *party;
	const struct object *o;
	size_t i;

	if (thumbprint[0] == '\0')
		return false;
	for (i = 0; i < all->n; i++) {
		party = (const struct party *)all->v[i];
		if (!str_same(party->signature_certificate, thumbprint))
			continue;
		out->kind = kind_party.name;
		out->name = party->object.name;
		return true;
	}
	o = snapshot_find(snapshot, kind_certificate.name, thumbprint);
	if (o == NULL)
		return false;
	*out = (struct mend){ kind_certificate.name, o->name, NULL };
	return true;
}

static bool
find(const struct snapshot *snapshot, const struct object *owner,
    const struct fault *fault, struct mend *out)
{
	const struct place *place = &places[fault->failure];
	/* Only a location's message fails by its port. */
	const struct receive_location *location = (const void *)owner;

	*out = (struct mend){ .field = place->field };
	switch (place->whose) {
	case NOBODY:
		return false;
	case LOCATION:
	case OWNER:
		out->kind = owner->kind->name;
		out->name = owner->name;
		return place->whose == OWNER ||
		    owner->kind == &kind_receive_location;
	case RECEIVE_PORT:
		out->kind = kind_receive_port.name;
		out->name = location->receive_port;
		return out->name != NULL;
	case HOST:
		out->kind = kind_host.name;
		out->name = (owner->kind == &kind_send_port ? send_host :
		    receive_host)(snapshot, owner->name, NULL);
		return out->name != NULL;
	case GROUP:
		out->kind = kind_group.name;
		out->name = "";
		return true;
	case SIGNER:
		return find_signer(snapshot, fault->thumbprint, out);
	}
	return false;
}

bool
mend_find(const struct snapshot *snapshot, const struct kind *kind,
    const char *name, const struct fault *fault, struct mend *out)
{
	const struct object *owner = snapshot_find(snapshot, kind->name,
	    name);

	return owner != NULL && find(snapshot, owner, fault, out);
}

bool
mend_received(const struct snapshot *snapshot, const char *location,
    const struct fault *fault, struct mend *out)
{
	return mend_find(snapshot, &kind_receive_location, location, fault,
	    out);
}

bool
mend_sent(const struct snapshot *snapshot, const char *port,
    const struct fault *fault, struct mend *out)
{
	return mend_find(snapshot, &kind_send_port, port, fault, out);
}
