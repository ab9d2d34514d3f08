import { enumOf } from '../view/enum';
import type { AccessLogType } from '../domain/words';

export const AccessLogTypeEnum = enumOf<AccessLogType>(
  'AccessLogType',
  'What an entry of the access log says happened.',
  {
    PRINCIPAL_CREATED: 'A person or a service was made known.',
    PRINCIPAL_UPDATED: 'Its name, what it may do, or whether it is let in was changed.',
    TOKEN_CREATED: 'A token was made for it.',
    TOKEN_REVOKED: 'A token of it was ended.',
    SUBJECT_LINKED: 'A subject of the issuer was linked to it.',
    SUBJECT_UNLINKED: 'A subject of the issuer was unlinked from it.',
    FIRST_LOGIN: 'Somebody with a role by the issuer’s claims came for the first time, and was made known.',
    CLAIMS_CHANGED: 'A login brought other claims than the one before, so what it may do changed.',
    BREAK_GLASS_CREATED: 'It got an account for when the issuer is away.',
    BREAK_GLASS_DELETED: 'Its account for when the issuer is away was taken away, and what was open by it ended.',
    BREAK_GLASS_USED: 'It came in by that account.',
    BREAK_GLASS_LOCKED: 'Too many attempts on that account failed; it is closed for some minutes.',
  },
);
