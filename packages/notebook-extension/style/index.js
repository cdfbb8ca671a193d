// The style sheets of this extension, for the labextension's builder.
import 'uplot/dist/uPlot.min.css';
import './base.css';
import './cells.css';
import './shares.css';
import './long-term.css';
import './place.css';
import './kernels.css';
