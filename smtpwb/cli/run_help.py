"""What `smtpwb run --help` says: the notation in short, how a run goes, and what others call it."""

DESCRIPTION = """\
Have a dialogue that stands in a file (or -, stdin), and hold each reply
against the one that is expected there.

  # target: mx.test:25           a comment; this one names the server, unless
                                 TARGET does
  C: EHLO ws.example.net         sent; consecutive C: lines go as one write
  S: 250                         expected: a reply code, x for any digit (2xx)
  C: MAIL FROM:<a@example.net>
  C: RCPT TO:<b@mx.test>
  S: 250 2.1.0                   replies in their order; the enhanced status
  S: 550 5.1.1 no such user      code counts where one stands, the words with
                                 --strict only, and … in them is anything
  C: DATA                        without S: it waits, and any reply will do
  C: Subject: test               after 354 the message, exactly as it goes out:
  C:                             a dot that begins a line is written twice
  C<file>: PATH                  the content of a file, as text: line ends
                                 made CRLF, dots at their heads doubled
  C: .
  C: AUTH PLAIN {env:NAME}       secrets by reference only: {env:…},
                                 {prompt:…}, {command:…}
  C: AUTH CRAM-MD5               an answer made of the challenge, the user name
  S: 334                         and the password that the reference gives: of
  C: {login:USER:env:NAME}       PLAIN, LOGIN, CRAM-MD5, SCRAM, XOAUTH2 and
                                 OAUTHBEARER, behind AUTH too
  C: <wait 2s>                   also C: <close>, which hangs up at once, and
  S: <closed>                    the server has to close
  C<raw>: NOOP\\x0d               octets without CRLF; as the first line it
                                 goes before the greeting

An S: before any C: is the greeting. After STARTTLS and 220 the handshake is
made. Nothing is sent that does not stand there, no QUIT either. What --format
rfc writes can be run again: a password is read from the environment, and USER
in {login:USER:…} is to be replaced. {command:…} runs a program, C<file>: sends
a file: read a script of others before you run it.
"""
EPILOG = """\
A reply that is not as expected is shown beside what was, with what it means.
The run goes on until a line is due that would be out of place now (DATA where
no recipient was accepted) or mean something else (MAIL without the login);
--keep-going sends it all the same. Never sent are a secret that the server
does not wait for or that would go in clear after STARTTLS failed, and a
message without a 354. A refusal in the middle of a message stops it. A reply
that does not come in time ends the run, and so does a wrong proof of SCRAM.

exit status: 0 every reply as expected; 1 one was not, or did not come in time;
2 wrong usage: a script that cannot be read, a secret that is not there; 3 no
connection, or it was lost.

--format json prints an object a line, with the keys: line (of the script),
verdict (sent, as expected, accepted, not as expected, did not come in time,
not sent, the TLS handshake failed, connection lost), why, sent or reply (the
words), and of a reply expected, code, enhanced, answers, milliseconds,
meaning; where it is not as expected also differs, got, cause, certainty,
fixer, try. The last object sums up: verdict, counts, unexpected (lines),
stopped (a line or null), summary. jsonl prints the events.

for those who know swaks or curl; the lines go into DIALOGUE:
  swaks --server HOST:PORT             TARGET HOST:PORT
  swaks --helo NAME                    C: EHLO NAME
  swaks --from A, curl --mail-from A   C: MAIL FROM:<A>
  swaks --to B, curl --mail-rcpt B     C: RCPT TO:<B>, a line each
  swaks --data, curl --upload-file     C: DATA, S: 354, C<file>: PATH, C: .
  swaks --quit-after RCPT              C: QUIT behind RCPT, and no more
  swaks --tls, curl --ssl-reqd         C: STARTTLS, S: 220, C: EHLO NAME
  swaks --tlsc, curl smtps://HOST      TARGET smtps://HOST, or --tls
  swaks -au USER -ap PASSWORD,         C: AUTH PLAIN {login:USER:env:NAME},
  curl --user USER:PASSWORD            with the password in the variable NAME
  swaks --pipeline                     consecutive C: lines
  swaks --timeout 10s                  --timeout 10
  swaks --protocol LMTP                C: LHLO NAME; an S: for each recipient
"""
