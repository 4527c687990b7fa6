// Names of the fields of reports. The watch room calls some things otherwise: a last position is not where a vessel was boarded.
import { tryT } from "../language";

export function reportField(name: string): string {
  const code = name.replaceAll("_", "-");
  return tryT(`paper-${code}`) ?? tryT(`field-${code}`) ?? name.replaceAll("_", " ");
}
