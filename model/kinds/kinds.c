/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "model/kind.h"
#include "model/kinds/affiliate_application.h"
#include "model/kinds/application.h"
#include "model/kinds/certificate.h"
#include "model/kinds/computer.h"
#include "model/kinds/group.h"
#include "model/kinds/handler.h"
#include "model/kinds/host.h"
#include "model/kinds/host_instance.h"
#include "model/kinds/orchestration.h"
#include "model/kinds/party.h"
#include "model/kinds/pipeline.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/receive_port.h"
#include "model/kinds/send_port.h"
#include "model/kinds/send_port_group.h"
#include "model/kinds/transport.h"
#include "model/kinds/waiver.h"

const struct kind *const kinds[] = {
	&kind_group,
	&kind_application,
	&kind_orchestration,
	&kind_send_port_group,
	&kind_send_port,
	&kind_receive_port,
	&kind_receive_location,
	&kind_pipeline,
	&kind_party,
	&kind_certificate,
	&kind_host,
	&kind_host_instance,
	&kind_computer,
	&kind_adapter,
	&kind_handler,
	&kind_affiliate_application,
	&kind_waiver,
	NULL
};

const struct field *
kind_field(const struct kind *k, const char *name)
{
	const struct field *f = fields_find(k->fields, k->nfields, name);

	return f == NULL && k->property != NULL ? k->property(name) : f;
}

const struct kind *
kind_find(const char *name)
{
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}

const struct transition *
kind_transition(const struct kind *k, const char *verb)
{
	const struct transition *t;

	for (t = k->transitions; t != NULL && t->verb != NULL; t++)
		if (strcmp(t->verb, verb) == 0)
			return t;
	return NULL;
}
