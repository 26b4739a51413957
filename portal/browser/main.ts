import { watchComparison } from './comparison.ts'
import { watchDeliveries } from './delivery-notes.ts'
import { watchDownloads } from './download.ts'
import { watchListing } from './listing.ts'
import { watchPreviews } from './preview.ts'
import { watchUploads } from './upload.ts'

// Each does nothing on a page that does not have its part.
watchListing()
watchPreviews()
watchDownloads()
watchUploads()
watchDeliveries()
watchComparison()
