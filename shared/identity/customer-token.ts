import { errors, jwtVerify, SignJWT } from 'jose';

export type CustomerToken = { token: string; expiresAt: string };
export type Verified = { customerId: string } | { refused: 'token-expired' | 'token-forged' };

/** The token a browser keeps: who this customer is, signed by the environment's own key (HS256 and nothing else). */
export interface CustomerTokens {
  issue(customerId: string, now: string): Promise<CustomerToken>;
  verify(token: string, now: string): Promise<Verified>;
}

const DAYS = 30;
const AUDIENCE = 'baton-customer';

export const customerTokens = (secret: () => Promise<Uint8Array>, environment: string): CustomerTokens => ({
  async issue(customerId, now) {
    const expires = new Date(Date.parse(now) + DAYS * 86_400_000);
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(customerId)
      .setIssuer(environment)
      .setAudience(AUDIENCE)
      .setIssuedAt(new Date(now))
      .setExpirationTime(expires)
      .sign(await secret());
    return { token, expiresAt: expires.toISOString() };
  },
  async verify(token, now) {
    try {
      const { payload } = await jwtVerify(token, await secret(), {
        algorithms: ['HS256'],
        audience: AUDIENCE,
        issuer: environment,
        currentDate: new Date(now),
        clockTolerance: 60,
        requiredClaims: ['sub', 'exp'],
      });
      return payload.sub ? { customerId: payload.sub } : { refused: 'token-forged' };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { refused: 'token-expired' };
      if (error instanceof errors.JOSEError) return { refused: 'token-forged' };
      throw error;
    }
  },
});
