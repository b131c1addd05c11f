/* SPDX-License-Identifier: ISC */
/*
 * Every field of every dialog, page by page, to be read beside dialogs 1.9 to
 * 10.4.  Those of a roll-over, which stand below each certificate, are left
 * out.
 */
#ifndef TESTS_MODEL_DIALOGS_H
#define TESTS_MODEL_DIALOGS_H

/*
 * A line for each field: its label and what it takes.  "!": it must not be
 * empty; "once", "verbs", "RO": how it can be changed; "= x": its default;
 * "if": it is not there always.
 */
struct dialog {
	const char *of;		/* kind, settings, component, adapter's side */
	const char *page;	/* "": the first of those that are no kind */
	const char *fields;
};

#define TRACKING \
	"Track request bodies before processing: bool = false\n" \
	"Track request bodies after processing: bool = false\n" \
	"Track response bodies before processing: bool = false if\n" \
	"Track response bodies after processing: bool = false if\n" \
	"Track request properties before processing: bool = false\n" \
	"Track request properties after processing: bool = false\n" \
	"Track response properties before processing: bool = false if\n" \
	"Track response properties after processing: bool = false if\n"

#define FILTERS \
	"Filters: grid Property/Operator/Value/Group by\n"

#define OWN_PROXY \
	"Proxy: choice Use handler's default proxy configuration/Do " \
	"not use proxy/Use proxy = handler\n" \
	"Server: text 256\n" \
	"Port: int 0-65535 = 80\n" \
	"User name: text 256\n" \
	"Password: secret 256\n"

#define HANDLER_PROXY \
	"Proxy: choice Do not use proxy/Use proxy = none\n" \
	"Server: text 256\n" \
	"Port: int 0-65535 = 80\n" \
	"User name: text 256\n" \
	"Password: secret 256\n"

#define CREDENTIALS \
	"Use these credentials when host does not have access to " \
	"network share: bool = false\n" \
	"User name: text 256\n" \
	"Password: secret 256\n"

static const struct dialog dialogs[] = {
	{ "group", "General",
	    "Name: text 128! unique\n"
	    "Server: text RO\n"
	    "Database: text RO\n"
	    "Administrator Group: text RO\n"
	    "Operator Group: text RO\n"
	    "Auditor Group: text RO\n"
	    "Configuration refresh interval: int 1-43200 = 60 seconds\n"
	    "Warn before expiry: int 0-3650 days\n"
	    "Revocation list age: int 1-3650 days\n"
	    "Credential age: int 1-3650 days\n"
	    "Further extended key usages: text 512\n"
	    "Default encryption algorithm: choice AES128/AES192/AES256/"
	    "AES128 GCM/AES256 GCM = aes-128-cbc\n" },
	{ "group", "Databases",
	    "Databases: grid Database/Server RO\n" },
	{ "group", "Certificate",
	    "Thumbprint: cert\n"
	    "Common Name: text RO\n" },
	{ "group", "Settings",
	    "Message batch threshold: int 1-10000000 = 1000000 bytes\n"
	    "Large message size: int 1-10000000 = 102400 bytes\n"
	    "Performance counters refresh interval: int 1-43200 = 60 "
	    "seconds\n"
	    "Group-level tracking: bool = true\n"
	    "Allow import of tracking settings: bool = true\n"
	    "Enable receive location fault tolerance: bool = false\n"
	    "Retry interval: int 1-43200 = 60 seconds\n" },
	{ "group", "Planning",
	    "Threat model analysis: time\n"
	    "Its result: memo 4096\n" },
	{ "application", "General",
	    "Name: text 256! unique\n"
	    "State: choice Stopped/Partially started/Started RO = stopped\n"
	    "Make this the default application: bool = false\n"
	    "System application: bool RO = false if\n"
	    "Description: memo 1024\n" },
	{ "application", "References",
	    "This application refers to: grid Application\n"
	    "Applications that depend on this one: grid Application RO\n" },
	{ "orchestration", "General",
	    "Name: text 256! unique\n"
	    "Application: application 256!\n"
	    "State: choice Unenlisted/Enlisted (stopped)/Started verbs = "
	    "unenlisted\n"
	    "Host: host 80\n"
	    "Description: text 256\n" },
	{ "orchestration", "Bindings",
	    "Inbound logical ports: grid Logical port/Receive port\n"
	    "Outbound logical ports: grid Logical port/Send port\n" },
	{ "send-port-group", "General",
	    "Name: text 256! unique\n"
	    "State: choice Unenlisted/Stopped/Started verbs = bound\n"
	    "Send ports: grid Name/uri\n"
	    "Description: text 256\n"
	    "Application: application 256!\n" },
	{ "send-port-group", "Filters", FILTERS },
	{ "send-port", "General",
	    "Name: text 256! unique\n"
	    "Solicit-response: bool once = false\n"
	    "Dynamic: bool once = false\n"
	    "State: choice Unenlisted/Stopped/Started verbs = bound\n"
	    "Transport type: text 256! = FILE if\n"
	    "URI: text 256 RO if\n"
	    "Send handler: handler 360! if\n"
	    "Send pipeline: pipeline 256!\n"
	    "Receive pipeline: pipeline 256! if\n"
	    "Description: text 256\n"
	    "Application: application 256!\n" },
	{ "send-port", "Transport Advanced Options",
	    "Retry count: int 0-1000 = 3\n"
	    "Retry interval: int 0-525600 = 5 minutes\n"
	    "Priority: int 1-10 = 5\n"
	    "Ordered delivery: bool = false\n"
	    "Stop sending subsequent messages on current message failure: "
	    "bool = false\n"
	    "Enforce order across outbound locations: bool = false if\n"
	    "Enable routing for failed messages: bool = false\n"
	    "Enable service window: bool = false\n"
	    "Start time: daytime = 00:00:00\n"
	    "Stop time: daytime = 23:59:59\n" },
	{ "send-port", "Backup Transport",
	    "Type: text 256 if\n"
	    "URI: text 256 RO if\n"
	    "Send handler: handler 360 if\n"
	    "Retry count: int 0-1000 = 3 if\n"
	    "Retry interval: int 0-525600 = 5 minutes if\n"
	    "Enable service window: bool = false if\n"
	    "Start time: daytime = 00:00:00 if\n"
	    "Stop time: daytime = 23:59:59 if\n" },
	{ "send-port", "Filters", FILTERS },
	{ "send-port", "Certificate",
	    "Thumbprint: cert\n"
	    "Common Name: text RO\n"
	    "Encrypt to both during a roll-over: bool = false\n"
	    "Must encrypt: bool = false\n"
	    "Must sign: bool = false\n"
	    "Partner takes RSASSA-PSS: bool = false\n"
	    "Partner takes RSAES-OAEP: bool = false\n"
	    "Allow legacy algorithms: bool = false\n" },
	{ "send-port", "Tracking", TRACKING },
	{ "receive-port", "General",
	    "Name: text 256! unique\n"
	    "Request-response: bool once = false\n"
	    "Authentication: choice No Authentication/Drop messages if "
	    "authentication fails/Keep messages if authentication fails = "
	    "none\n"
	    "Enable routing for failed messages: bool = false\n"
	    "Description: text 256\n"
	    "Application: application 256!\n" },
	{ "receive-port", "Receive Locations",
	    "Receive locations: grid Name/URI RO\n" },
	{ "receive-port", "Tracking", TRACKING },
	{ "receive-location", "General",
	    "Name: text 128! unique\n"
	    "Receive port: receive-port 256! once\n"
	    "Request-response: bool RO = false if\n"
	    "Enabled: bool verbs = false\n"
	    "Transport type: text 256! = FILE\n"
	    "URI: text 256 RO unique\n"
	    "Receive handler: handler 360!\n"
	    "Receive pipeline: pipeline 256!\n"
	    "Send pipeline: pipeline 256! if\n"
	    "Make this the primary location: bool = false\n"
	    "Description: text 256\n"
	    "Application: application 256 RO\n" },
	{ "receive-location", "Schedule",
	    "Time zone: text 64\n"
	    "Automatically adjust for daylight saving time: bool = true\n"
	    "Start date: time\n"
	    "Stop date: time\n"
	    "Enable service window: bool = false\n"
	    "Start time: daytime = 00:00:00\n"
	    "Stop time: daytime = 23:59:59\n"
	    "Recurrence: choice None/Daily/Weekly/Monthly, by days/"
	    "Monthly, by weekdays = none\n"
	    "Every: int 1-999 = 1 days or weeks if\n"
	    "From: time if\n"
	    "Months: set if\n"
	    "Days: set if\n"
	    "On the: choice First/Second/Third/Fourth/Last = first if\n"
	    "Weekdays: set if\n" },
	{ "receive-location", "Certificate",
	    "Thumbprint: cert if\n"
	    "Description: text RO if\n" },
	{ "receive-location", "Protection",
	    "Expects: choice Any/Encrypted/Signed/Plain = any\n"
	    "Reached from outside: bool = false\n"
	    "Require encryption: bool = false\n"
	    "Require signature: bool = false\n"
	    "Maximum message size: int 1-1099511627776 = 67108864 bytes\n" },
	{ "pipeline", "General",
	    "Name: text 256! unique\n"
	    "Direction: choice Receive/Send once = receive\n"
	    "Components: grid Stage/Component\n"
	    "Description: text 256\n"
	    "Application: application 256!\n" },
	{ "pipeline", "Tracking",
	    "Port start and end events: bool = false\n"
	    "Message send and receive events: bool = false\n"
	    "Messages before pipeline processing: bool = false\n"
	    "Messages after pipeline processing: bool = false\n" },
	{ "party", "General",
	    "Name: text 256! unique\n"
	    "Aliases: grid Name/Qualifier/Value\n"
	    "Description: text 1024\n" },
	{ "party", "Send Ports",
	    "Send ports: grid Name/uri\n" },
	{ "party", "Certificates",
	    "Thumbprint: cert unique\n"
	    "Common Name: text RO\n"
	    "Attaches its certificate to messages: bool = true\n" },
	{ "party", "Planning",
	    "Key exchange plan: memo 4096\n"
	    "Expiry notice: int 0-3650 days\n"
	    "Revocation contact: text 256\n"
	    "Our certificate sent: time\n"
	    "Expiry notice sent: time\n"
	    "Confirmed fingerprint: text 64\n"
	    "Reason for unprotected messages: text 1024\n" },
	{ "waiver", "General",
	    "Name: text 400 RO unique\n"
	    "Rule: text 8! once\n"
	    "Kind of object: text 32! once\n"
	    "Object: text 360! once\n"
	    "Reason: text 512!\n"
	    "Until: time!\n"
	    "Granted by: text RO if\n"
	    "Granted at: time RO if\n" },
	{ "certificate", "General",
	    "Thumbprint: cert! once unique\n"
	    "Common Name: text once\n"
	    "Subject: text once\n"
	    "Issuer: text once\n"
	    "Serial number: text once\n"
	    "Valid from: time once\n"
	    "Valid to: time once\n"
	    "Key usage: text once\n"
	    "SHA-256: text once\n"
	    "Trusted root in the group: bool = false\n" },
	{ "host", "General",
	    "Name: text 80! once unique\n"
	    "Type: choice In-process/Isolated once = in-process\n"
	    "Allow Host Tracking: bool = false\n"
	    "Authentication Trusted: bool = false\n"
	    "32-bit only: bool = true if\n"
	    "Make this the default host in the group: bool = false\n"
	    "Operating-system group: text 63\n" },
	{ "host", "Certificates",
	    "Thumbprint: cert\n"
	    "Common Name: text RO\n" },
	{ "general", "",
	    "Default app-domain for isolated adapter: bool = false if\n"
	    "Legacy whitespace behavior: bool = false\n"
	    "Allow multiple responses: bool = false\n"
	    "Response timeout: int 1-2147483647 = 20 minutes\n"
	    "Maximum engine threads: int 1-50 = 20 per CPU\n"
	    "Show performance counters for: choice Messaging/"
	    "Orchestrations = messaging\n"
	    "Messaging polling interval: int 1-2147483647 = 500 "
	    "milliseconds\n"
	    "Orchestration polling interval: int 1-2147483647 = 500 "
	    "milliseconds if\n" },
	{ "resource", "",
	    "Threads: int 0-2147483647 = 0 per CPU\n"
	    "Database connections: int 0-2147483647 = 0 per CPU\n"
	    "In-process messages: int 0-2147483647 = 1000 per CPU\n"
	    "Internal message queue size: int 1-2147483647 = 100 messages\n"
	    "Message count in database: int 0-2147483647 = 50000 messages\n"
	    "Global physical memory: int 0-2147483647 = 0\n"
	    "Process virtual memory: int 0-2147483647 = 25\n"
	    "Spool multiplier: int 0-1000 = 10\n"
	    "Tracking data multiplier: int 0-1000 = 10\n"
	    "Limit to trigger garbage collection: int 50-100 = 80 %\n"
	    "Maximum batch memory: int 0-100 = 1 %\n"
	    "Severity, memory: int 1-1000 = 500\n"
	    "Severity, database size: int 1-1000 = 1\n"
	    "Severity, in-flight messages: int 1-1000 = 75\n" },
	{ "publishing", "",
	    "Publishing: minimum samples: int 1-2147483647 = 100 messages\n"
	    "Publishing: sampling window: int 1-2147483647 = 15 seconds\n"
	    "Publishing: rate overdrive factor: int 1-2147483647 = 125 %\n"
	    "Publishing: maximum throttling delay: int 1-2147483647 = 300 "
	    "seconds\n"
	    "Publishing: throttling override: choice Do not override/"
	    "Initiate throttling/Do not throttle = none\n"
	    "Publishing: override severity: int 1-1000 = 100\n" },
	{ "delivery", "",
	    "Delivery: minimum samples: int 1-2147483647 = 100 messages\n"
	    "Delivery: sampling window: int 1-2147483647 = 15 seconds\n"
	    "Delivery: rate overdrive factor: int 1-2147483647 = 125 %\n"
	    "Delivery: maximum throttling delay: int 1-2147483647 = 300 "
	    "seconds\n"
	    "Delivery: throttling override: choice Do not override/"
	    "Initiate throttling/Do not throttle = none\n"
	    "Delivery: override severity: int 1-1000 = 100\n" },
	{ "orchestrations", "",
	    "Dehydration: choice Always/Never/Custom = custom if\n"
	    "Maximum threshold: int 0-2147483647 = 1800 seconds if\n"
	    "Minimum threshold: int 0-2147483647 = 1 seconds if\n"
	    "Subscription pause at: int 0-2147483647 = 0 messages if\n"
	    "Subscription resume at: int 0-2147483647 = 0 messages if\n" },
	{ "host-instance", "General",
	    "Name: text 144 RO unique\n"
	    "Host name: host 80! once\n"
	    "Server: computer 63! once\n"
	    "Logon: text 128!\n"
	    "Disable host instance from starting: bool = false\n" },
	{ "computer", "General",
	    "Name: text 63! once unique\n"
	    "Description: text 256\n" },
	{ "adapter", "General",
	    "Name: text 256 RO\n"
	    "Adapter: text 256! once unique\n"
	    "Description: text 256 once\n" },
	{ "handler", "General",
	    "Name: text 360 RO unique\n"
	    "Adapter name: adapter 256! once = FILE\n"
	    "Direction: choice Receive/Send once = receive\n"
	    "Host name: host 80! once\n"
	    "Make this the default handler: bool = false if\n"
	    "Description: text 256\n" },
	{ "affiliate-application", "General",
	    "Name: text 256! unique\n"
	    "Description: memo 1024\n"
	    "Contact: text 256\n"
	    "User name: text 256!\n"
	    "Password: secret 256!\n" },
	{ "decoder", "",
	    "Allow non MIME message: bool = false\n"
	    "Body part content type: text 127\n"
	    "Body part index: int 0-10000 = 0\n"
	    "Check revocation list: bool = true\n"
	    "Refuse legacy algorithms: bool = false\n" },
	{ "xml_disassembler", "",
	    "Allow unrecognized message: bool = false\n"
	    "Document schemas: text\n"
	    "Envelope schemas: text\n"
	    "Recoverable interchange processing: bool = false\n"
	    "Validate document structure: bool = false\n"
	    "DTD processing: choice Not set/Parse/Ignore/Prohibit = "
	    "default\n" },
	{ "xml_validator", "",
	    "Document schemas: text\n"
	    "Recoverable interchange processing: bool = false\n" },
	{ "party_resolution", "",
	    "Resolve party by certificate: bool = true\n"
	    "Resolve party by SID: bool = true\n" },
	{ "xml_assembler", "",
	    "Add processing instructions: choice Append/Create New/Ignore "
	    "= append\n"
	    "Add processing instructions text: text\n"
	    "Add XML declaration: bool = true\n"
	    "Document schemas: text\n"
	    "Envelope schemas: text\n"
	    "Preserve byte order mark: bool = true\n"
	    "Processing instruction scope: choice Document/Envelope = "
	    "document\n"
	    "Target charset: text 64\n" },
	{ "encoder", "",
	    "Signature type: choice NoSign/ClearSign/BlobSign = none\n"
	    "Add signing cert to message: bool = true\n"
	    "Enable encryption: bool = false\n"
	    "Encryption algorithm: choice AES128/AES192/AES256/AES128 GCM/"
	    "AES256 GCM/DES3/Group's = group\n"
	    "Check revocation list: bool = true\n"
	    "Content transfer encoding: choice Base64/QuotedPrintable/"
	    "SevenBit/EightBit/Binary/UUEncode = base64\n"
	    "Send body part as attachment: bool = false\n"
	    "Digest algorithm: choice SHA-256/SHA-384/SHA-512/SHA-1 = "
	    "sha-256\n" },
	{ "FILE receive", "",
	    "Receive folder: text 255!\n"
	    "File mask: text 255! = *.xml\n"
	    "Public address: text 256\n"
	    "Retry count: int 0-4294967295 = 5\n"
	    "Retry interval: int 0-4294967295 = 5 minutes\n" },
	{ "FILE receive", "Advanced",
	    "Rename files while reading: bool = false\n"
	    "Polling interval: int 1-3600000 = 60000 milliseconds\n"
	    "Retry count: int 0-100 = 5\n"
	    "Retry interval: int 1-1000 = 10 milliseconds\n"
	    "Maximum retry interval: int 1000-900000 = 300000 "
	    "milliseconds\n" },
	{ "FILE receive", "Authentication", CREDENTIALS },
	{ "FILE receive", "Batching",
	    "Number of messages in a batch: int 1-256 = 20\n"
	    "Maximum batch size: int 1024-104857600 = 102400 bytes\n" },
	{ "FILE send", "",
	    "Destination folder: text 255!\n"
	    "File name: text 255! = %MessageID%.xml\n"
	    "Copy mode: choice Append/Create new/Overwrite = create-new\n"
	    "Allow cache on write: bool = false\n"
	    "Use temporary file while writing: bool = false\n" },
	{ "FILE send", "Authentication", CREDENTIALS },
	{ "HTTP receive", "",
	    "Virtual directory: text 256!\n"
	    "Public address: text 256\n"
	    "Return content type: text 256 = text/xml if\n"
	    "Loopback: bool = false if\n"
	    "Return correlation handle on success: bool = true if\n"
	    "Use Single Sign-On: bool = false\n"
	    "Suspend failed requests: bool = false\n" },
	{ "HTTP send", "",
	    "Destination URL: text 256!\n"
	    "Enable chunked encoding: bool = true\n"
	    "Request timeout: int 0-2147483647 seconds\n"
	    "Maximum redirects: int 0-10\n"
	    "Content type: text 256\n" },
	{ "HTTP send", "Proxy", OWN_PROXY },
	{ "HTTP send", "Authentication",
	    "Authentication type: choice Anonymous/Basic/Digest/Kerberos = "
	    "anonymous\n"
	    "Use Single Sign-On: bool = false\n"
	    "User name: text 256\n"
	    "Password: secret 256\n"
	    "Affiliate Application: affiliate-application\n"
	    "SSL client certificate thumbprint: cert\n" },
	{ "HTTP receive handler", "",
	    "Batch size: int 1-256 = 10 messages\n" },
	{ "HTTP send handler", "",
	    "Request timeout: int 0-2147483647 = 0 seconds\n"
	    "Maximum redirects: int 0-10 = 5\n"
	    "Content type: text 256 = text/xml\n" },
	{ "HTTP send handler", "Proxy", HANDLER_PROXY },
	{ "SOAP receive", "",
	    "Virtual directory and web service file: text 256!\n"
	    "Public address: text 256\n"
	    "Use Single Sign-On: bool = false\n" },
	{ "SOAP send", "",
	    "Web Service URL: text 256!\n"
	    "Authentication: choice Anonymous/Basic/Digest/NTLM = "
	    "anonymous\n"
	    "Use Single Sign-On: bool = false\n"
	    "User name: text 256\n"
	    "Password: secret 256\n"
	    "Affiliate Application: affiliate-application\n"
	    "Client Certificate Thumbprint: cert\n" },
	{ "SOAP send", "Proxy", OWN_PROXY },
	{ "SOAP send", "Web Service",
	    "Use an explicit proxy class: bool = false\n"
	    "Assembly name: text 1024\n"
	    "Type name: text 1024\n"
	    "Method name: text 256\n"
	    "SOAP 1.2: bool = false\n" },
	{ "SOAP send handler", "Proxy", HANDLER_PROXY },
};

#endif
