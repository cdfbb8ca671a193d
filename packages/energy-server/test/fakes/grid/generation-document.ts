// Documents in the shape that ENTSO-E answers with, written from its documentation: nothing here is a recording.

export interface FakeSeries {
  readonly type: string;
  readonly consumes?: boolean;
  readonly curve?: 'A01' | 'A03';
  readonly unit?: string;
  readonly periods: readonly FakePeriod[];
}

export interface FakePeriod {
  readonly start: string;
  readonly end: string;
  readonly resolution?: string;
  /** By position, from 1. */
  readonly values: Readonly<Record<number, number | string>>;
}

export function generationDocument(series: readonly FakeSeries[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<GL_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-6:generationloaddocument:3:0">
  <mRID>f2a1</mRID><type>A75</type><process.processType>A16</process.processType>
  <time_Period.timeInterval><start>2026-03-01T00:00Z</start><end>2026-03-02T00:00Z</end></time_Period.timeInterval>
${series.map(timeSeries).join('\n')}
</GL_MarketDocument>`;
}

function timeSeries(
  { type, consumes = false, curve = 'A03', unit = 'MAW', periods }: FakeSeries,
  index: number,
): string {
  const domain = consumes ? 'outBiddingZone_Domain.mRID' : 'inBiddingZone_Domain.mRID';
  return `  <TimeSeries><mRID>${index + 1}</mRID><businessType>A01</businessType><objectAggregation>A08</objectAggregation>
    <${domain} codingScheme="A01">10Y1001A1001A83F</${domain}>
    <quantity_Measure_Unit.name>${unit}</quantity_Measure_Unit.name><curveType>${curve}</curveType>
    <MktPSRType><psrType>${type}</psrType></MktPSRType>
${periods.map(period).join('\n')}
  </TimeSeries>`;
}

function period({ start, end, resolution = 'PT15M', values }: FakePeriod): string {
  const points = Object.entries(values).map(
    ([position, quantity]) =>
      `      <Point><position>${position}</position><quantity>${quantity}</quantity></Point>`,
  );
  return `    <Period><timeInterval><start>${start}</start><end>${end}</end></timeInterval>
      <resolution>${resolution}</resolution>
${points.join('\n')}
    </Period>`;
}

/** Code 999 is all that it ever has. */
export function acknowledgement(text: string, code = '999'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Acknowledgement_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-1:acknowledgementdocument:7:0">
  <mRID>9b1c</mRID><createdDateTime>2026-03-01T02:05:00Z</createdDateTime>
  <Reason><code>${code}</code><text>${text}</text></Reason>
</Acknowledgement_MarketDocument>`;
}

export const NO_DATA = acknowledgement(
  'No matching data found for Data item Actual Generation per Production Type',
);
