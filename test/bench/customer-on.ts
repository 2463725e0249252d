import { Customer } from '#test/scenario/customer';
import type { Stage } from '#test/scenario/stage';
import { Transcript } from '#test/scenario/transcript';

/** A customer with an open socket and an empty thread. */
export const customerOn = async (stage: Stage): Promise<Customer> => {
  const customer = new Customer('customer', stage, new Transcript(() => stage.now()), 'en');
  if (!(await customer.open())) throw new Error(`no session: ${JSON.stringify(customer.refusal)}`);
  return customer;
};
